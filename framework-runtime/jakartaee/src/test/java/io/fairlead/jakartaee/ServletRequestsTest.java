package io.fairlead.jakartaee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.core.http.BadRequestException;
import io.fairlead.core.http.RequestTarget;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServletRequestsTest {

  private static RequestTarget target(String uri, String query) throws BadRequestException {
    Map<String, Function<Object[], Object>> methods = new HashMap<>();
    methods.put("getRequestURI", none -> uri);
    methods.put("getQueryString", none -> query);
    methods.put("getContextPath", none -> "/app");
    return ServletRequests.target(Fake.of(HttpServletRequest.class, methods), "/app");
  }

  @Test
  void targetIsBelowTheContextPathAndAsTheClientSentIt() throws Exception {
    RequestTarget target = target("/app/room/caf%C3%A9%20x", "a=1&b=%26");
    assertThat(target.path()).isEqualTo("/room/café x");
    assertThat(target.encodedPath()).isEqualTo("/room/caf%C3%A9%20x");
    assertThat(target.query()).isEqualTo("a=1&b=%26");
    assertThat(target("/app", null).path()).isEqualTo("/");
    assertThat(target("/app/", null).path()).isEqualTo("/");
    assertThat(target("/app/a", null).query()).isNull();
  }

  @Test
  void contextPathMayBeEscapedInTheRequestAndDecodedInTheApplication() throws Exception {
    Map<String, Function<Object[], Object>> methods = new HashMap<>();
    methods.put("getRequestURI", none -> "/my%20app/room");
    methods.put("getContextPath", none -> "/my%20app");
    methods.put("getQueryString", none -> null);
    HttpServletRequest request = Fake.of(HttpServletRequest.class, methods);
    assertThat(ServletRequests.target(request, "/my app").path()).isEqualTo("/room");
  }

  /** A server may find the application by another spelling of its path than ours. */
  @ParameterizedTest
  @ValueSource(strings = {"/%61pp/room", "/APP/room", "//app/room", "/app;v=1/room"})
  void otherSpellingOfTheContextPathIsRefused(String uri) {
    refused(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/room;v=1",
        "/app/;/room",
        "/app/a%2Fb",
        "/app/a%2fb",
        "/app/a%5Cb",
        "/app/./room",
        "/app/../room",
        "/app/%2e%2e/room",
        "/app/a%00b",
        "/app/%zz",
        "/app/%ff",
        "/application/room"
      })
  void pathThatCanBeUnderstoodInTwoWaysIsRefused(String uri) {
    refused(uri);
  }

  private static void refused(String uri) {
    assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> target(uri, null));
  }

  @Test
  void headersHaveLowerCaseNamesAndOneValueForEachLine() {
    HttpServletRequest request =
        Fake.of(
            HttpServletRequest.class,
            Map.of(
                "getHeaderNames",
                none -> Collections.enumeration(List.of("X-A", "x-a", "Upgrade")),
                "getHeaders",
                name ->
                    Collections.enumeration(
                        name[0].equals("Upgrade") ? List.of("websocket") : List.of("1", "2"))));
    assertThat(ServletRequests.headers(request))
        .isEqualTo(Map.of("x-a", List.of("1", "2"), "upgrade", List.of("websocket")));
  }
}
