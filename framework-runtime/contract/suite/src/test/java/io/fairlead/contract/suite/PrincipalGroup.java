package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Response;
import io.fairlead.contract.client.Tokens;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The user, as the standard's methods tell it. */
abstract class PrincipalGroup extends Group {

  private static final String CLAIMS = ",\"roles\":[\"admin\",\"guest\"],\"team\":\"blue\"";

  PrincipalGroup(Supplier<Site> site) {
    super(site);
  }

  @Test
  @DisplayName("getUserPrincipal() is the user, with roles and claims")
  void principal() throws Exception {
    try (RawClient client = site().open("/roles", Tokens.of("carol", CLAIMS))) {
      assertThat(client.send("principal").text()).isEqualTo("carol [admin, guest] blue");
    }
  }

  @Test
  @DisplayName("an own configurator sees principal and roles in the handshake")
  void configurator() throws Exception {
    String tag = Site.tag("roles");
    try (RawClient client = site().open("/roles?id=" + tag, Tokens.of("carol", CLAIMS))) {
      assertThat(client.send("handshake").text()).isEqualTo("carol admin=true clerk=false");
    }
    assertThat(site().events("handshake " + tag)).hasSize(1);
  }

  @Test
  @DisplayName("an own configurator adds headers to the answer")
  void responseHeader() throws Exception {
    Response response = site().handshake("/roles", Site.bearer(Tokens.of("dave")));
    assertThat(response.status()).isEqualTo(101);
    assertThat(response.header("X-Contract")).isEqualTo("dave admin=false clerk=false");
  }

  @Test
  @DisplayName("an own configurator is not asked about those who were refused")
  void refused() throws Exception {
    String tag = Site.tag("anonymous");
    assertThat(site().handshake("/roles?id=" + tag).status()).isEqualTo(401);
    String forged = Site.bearer(Tokens.forged("eve"));
    assertThat(site().handshake("/roles?id=" + tag, forged).status()).isEqualTo(403);
    site().settle();
    assertThat(site().events("handshake " + tag)).isEmpty();
    assertThat(site().events("open " + tag)).isEmpty();
  }
}
