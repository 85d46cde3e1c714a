package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Response;
import io.fairlead.contract.client.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One plugin from inside the WAR, one from a directory outside, and a broken one beside it. */
abstract class PluginsGroup extends Group {

  PluginsGroup(Supplier<Site> site) {
    super(site);
  }

  @Test
  @DisplayName("both plugins act on a message, in their order")
  void marked() throws Exception {
    assertThat(site().exchange("/marked", Frames.text("hi"))).isEqualTo("hi[in][out]");
  }

  @Test
  @DisplayName("messages keep their order through the plugins")
  void order() throws Exception {
    try (RawClient client = site().open("/marked")) {
      byte[][] all = new byte[200][];
      for (int i = 0; i < all.length; i++) {
        all[i] = Frames.text("m" + i);
      }
      client.send(Frames.join(all));
      for (int i = 0; i < all.length; i++) {
        assertThat(client.text()).isEqualTo("m" + i + "[in][out]");
      }
    }
  }

  private void routes(String plugin) throws Exception {
    String name = Site.tag("caller");
    assertThat(site().get("/" + plugin + "?name=" + name).body())
        .isEqualTo(plugin + ": " + name + " connected false");
    try (RawClient client = site().open("/echo", Tokens.of(name))) {
      client.send("x").text();
      Response response = site().get("/" + plugin + "?name=" + name);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).startsWithIgnoringCase("text/plain");
      assertThat(response.body()).isEqualTo(plugin + ": " + name + " connected true");
    }
  }

  @Test
  @DisplayName("a route of the plugin inside answers over HTTP")
  void insideRoute() throws Exception {
    routes("inside");
  }

  @Test
  @DisplayName("a route of the plugin outside answers over HTTP")
  void outsideRoute() throws Exception {
    routes("outside");
  }

  private void endpoint(String plugin) throws IOException {
    String path = "/" + plugin + "-only/b%20b?name=mallory";
    assertThat(site().exchange(path, Frames.text("hi")))
        .isEqualTo(plugin + ": b b heard hi of alice");
    assertThat(site().handshake(path).status()).isEqualTo(401);
  }

  @Test
  @DisplayName("an endpoint that only the plugin inside holds is reachable, behind admission")
  void insideEndpoint() throws Exception {
    endpoint("inside");
  }

  @Test
  @DisplayName("an endpoint that only the plugin outside holds is reachable, behind admission")
  void outsideEndpoint() throws Exception {
    endpoint("outside");
  }

  @Test
  @DisplayName("listeners of both plugins see each connection open and close, once")
  void listeners() throws Exception {
    String name = Site.tag("listened");
    try (RawClient client = site().open("/echo", Tokens.of(name))) {
      client.send("x").text();
      client.shake(4010, "");
    }
    for (String plugin : new String[] {"inside", "outside"}) {
      site().awaitEvent(plugin + " closed " + name);
      assertThat(site().events(plugin + " opened " + name)).hasSize(1);
      assertThat(site().events(plugin + " closed " + name))
          .containsExactly(plugin + " closed " + name + " 4010");
    }
  }

  @Test
  @DisplayName("a broken jar beside the plugins is left out, and the application runs")
  void broken() throws Exception {
    assertThat(site().events("inside start")).isNotEmpty();
    assertThat(site().events("outside start")).isNotEmpty();
    assertThat(site().exchange("/echo", Frames.text("runs"))).isEqualTo("runs");
  }

  @Test
  @DisplayName("the server's log names the broken jar")
  void brokenIsLogged() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Files.readString(site().server().log(), StandardCharsets.ISO_8859_1))
                    .contains(ServerContract.BROKEN_JAR));
  }
}
