package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.Tokens;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The application is undeployed while the server runs on, and deployed again afterwards. */
abstract class UndeployGroup extends EndGroup {

  private boolean deployedAgain;
  private int statusWhileGone;

  UndeployGroup(Supplier<Site> site) {
    super(site);
  }

  @Override
  void assumePossible() {
    assumeTrue(site().server().deploysWhileRunning(), "this server does not deploy while it runs");
  }

  @Override
  boolean end() throws Exception {
    site().server().undeploy();
    statusWhileGone = site().handshake("/echo", Site.bearer(Tokens.of("alice"))).status();
    site().server().deploy();
    deployedAgain = true;
    return statusWhileGone != 101;
  }

  @Test
  @DisplayName("nobody is let in while it is undeployed")
  void gone() {
    assertThat(statusWhileGone).isBetween(400, 599);
  }

  @Test
  @DisplayName("deployed again, it works as before, its plugins too")
  void again() throws Exception {
    assertThat(deployedAgain).isTrue();
    assertThat(site().exchange("/marked", Frames.text("again"))).isEqualTo("again[in][out]");
    assertThat(site().handshake("/echo").status()).isEqualTo(401);
  }

  /** The groups that follow need it. */
  @AfterAll
  void ensureDeployed() throws Exception {
    if (site().server().deploysWhileRunning() && !deployedAgain) {
      site().server().deploy();
    }
  }
}
