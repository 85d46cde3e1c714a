package io.fairlead.api.admission;

import io.fairlead.api.FrameworkOwned;
import java.time.Duration;

/**
 * Makes bearer tokens that this runtime's own admission accepts. Safe for any thread; never blocks.
 *
 * <p>It exists only where the runtime holds a key that can sign. A sign-in takes it from {@link
 * io.fairlead.api.application.ApplicationContext#tokens()}, or from a CDI container as
 * {@code @Inject Instance<TokenIssuer>}, and goes without where there is none. Whoever calls it
 * vouches for the identity: check a password or another proof first.
 */
@FrameworkOwned
public interface TokenIssuer {

  /**
   * Makes a signed token. Name, roles and claims of the identity become claims of the token; issuer
   * and audience are those that the configuration asks for. The token is a credential: it belongs
   * in the reply to its owner and in no log.
   *
   * @param identity whom the token speaks for; its own {@link Identity#expiresAt()} does not count
   * @param lifetime how long the token is good from now on; whole seconds count, at least one
   * @return the token in its compact form (RFC 7515, section 7.1)
   * @throws IllegalArgumentException for the anonymous identity or a lifetime under one second
   */
  String issue(Identity identity, Duration lifetime);
}
