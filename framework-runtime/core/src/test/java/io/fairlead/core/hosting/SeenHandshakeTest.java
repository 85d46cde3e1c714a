package io.fairlead.core.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Identity;
import jakarta.websocket.server.HandshakeRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class SeenHandshakeTest {

  private static final HandshakeRequest BELOW =
      (HandshakeRequest)
          Proxy.newProxyInstance(
              HandshakeRequest.class.getClassLoader(),
              new Class<?>[] {HandshakeRequest.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "getQueryString" -> "a=1";
                    case "isUserInRole" -> true;
                    default -> throw new UnsupportedOperationException(method.getName());
                  });

  @Test
  void principalIsTheAdmittedUserWithTheRolesAdmissionFound() {
    Identity alice = Identity.builder("alice").role("admin").build();
    SeenHandshake seen = new SeenHandshake(BELOW, alice);

    assertThat(seen.getUserPrincipal()).isSameAs(alice);
    assertThat(seen.isUserInRole("admin")).isTrue();
    assertThat(seen.isUserInRole("server's own")).isFalse();
  }

  @Test
  void anonymousUserIsNoPrincipalAndHasNoRole() {
    SeenHandshake seen = new SeenHandshake(BELOW, Identity.ANONYMOUS);

    assertThat(seen.getUserPrincipal()).isNull();
    assertThat(seen.isUserInRole("admin")).isFalse();
  }

  @Test
  void restIsTheServers() {
    assertThat(new SeenHandshake(BELOW, Identity.of("alice")).getQueryString()).isEqualTo("a=1");
  }
}
