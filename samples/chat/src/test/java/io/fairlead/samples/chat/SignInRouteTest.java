package io.fairlead.samples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInRouteTest {

  private final SettableClock clock = new SettableClock();
  private final SignInRoute route =
      new SignInRoute(
          Optional.of((identity, lifetime) -> "token of " + identity + " for " + lifetime), clock);

  private HttpReply post(String body) {
    return route.handle(new Request("POST", "application/json", body, "127.0.0.1"));
  }

  private static JsonObject json(HttpReply reply) {
    try (JsonReader reader = Json.createReader(new StringReader(new String(reply.body(), UTF_8)))) {
      return reader.readObject();
    }
  }

  @Test
  void givesShortLivedTokenForName() {
    HttpReply reply = post("{\"name\":\"  Ada Lovelace \"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store");
    assertThat(json(reply).getString("token")).isEqualTo("token of Ada Lovelace for PT10M");
    assertThat(json(reply).getString("name")).isEqualTo("Ada Lovelace");
    assertThat(json(reply).getString("expiresAt")).isEqualTo("2026-11-22T12:10:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"name\":7}", "{\"name\":\"\"}", "{\"name\":\"<b>\"}"})
  void refusesBadBodyWithProblem(String body) {
    HttpReply reply = post(body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.headers())
        .containsEntry("Content-Type", "application/problem+json")
        .containsEntry("Cache-Control", "no-store");
    assertThat(json(reply).getInt("status")).isEqualTo(400);
    assertThat(json(reply).getString("detail")).isNotBlank();
  }

  @Test
  void refusesOtherMediaType() {
    Request request = new Request("POST", "text/plain", "{\"name\":\"ada\"}", "127.0.0.1");
    assertThat(route.handle(request).status()).isEqualTo(415);
  }

  @Test
  void takesMediaTypeWithCharset() {
    Request request =
        new Request("POST", "Application/JSON; charset=utf-8", "{\"name\":\"ada\"}", "127.0.0.1");
    assertThat(route.handle(request).status()).isEqualTo(200);
  }

  @Test
  void holdsOneAddressDownAndLetsOthersPass() {
    for (int i = 0; i < AddressLimiter.BURST; i++) {
      assertThat(post("{\"name\":\"ada\"}").status()).isEqualTo(200);
    }
    HttpReply refused = post("{\"name\":\"ada\"}");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsEntry("Retry-After", "4");
    assertThat(
            route
                .handle(new Request("POST", "application/json", "{\"name\":\"bob\"}", "127.0.0.2"))
                .status())
        .isEqualTo(200);
    clock.forward(Duration.ofSeconds(4));
    assertThat(post("{\"name\":\"ada\"}").status()).isEqualTo(200);
  }

  @Test
  void saysThatThereIsNoSignInWithoutIssuer() {
    SignInRoute without = new SignInRoute(Optional.empty(), clock);
    HttpReply reply =
        without.handle(new Request("POST", "application/json", "{\"name\":\"ada\"}", "127.0.0.1"));
    assertThat(reply.status()).isEqualTo(404);
    assertThat(json(reply).getString("detail")).contains("no tokens");
    assertThat(json(without.handle(new Request("GET", "", "", "127.0.0.1"))).getString("mode"))
        .isEqualTo("guest");
  }

  @Test
  void saysThatThereIsSignInByName() {
    HttpReply reply = route.handle(new Request("GET", "", "", "127.0.0.1"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(json(reply).getString("mode")).isEqualTo("name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "2001:db8::1", "localhost", ""})
  void refusesClientsElsewhereWithProblem(String address) {
    HttpReply reply =
        route.handle(new Request("POST", "application/json", "{\"name\":\"ada\"}", address));

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.headers())
        .containsEntry("Content-Type", "application/problem+json")
        .containsEntry("Cache-Control", "no-store");
    assertThat(json(reply).getString("detail")).contains("clients on this machine only");
    assertThat(json(reply)).doesNotContainKey("token");
    assertThat(json(route.handle(new Request("GET", "", "", address))).getString("mode"))
        .isEqualTo("closed");
  }

  @Test
  void answersClientOnThisMachineOverIpv6() {
    Request request = new Request("POST", "application/json", "{\"name\":\"ada\"}", "::1");
    assertThat(route.handle(request).status()).isEqualTo(200);
  }

  private record Request(String method, String type, String text, String address)
      implements HttpRequest {
    @Override
    public String path() {
      return "/sign-in";
    }

    @Override
    public Optional<String> queryParameter(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
      return name.equalsIgnoreCase("Content-Type") ? Optional.of(type) : Optional.empty();
    }

    @Override
    public Optional<String> clientAddress() {
      return address.isEmpty() ? Optional.empty() : Optional.of(address);
    }

    @Override
    public boolean secure() {
      return false;
    }

    @Override
    public byte[] body() {
      return text.getBytes(UTF_8);
    }
  }
}
