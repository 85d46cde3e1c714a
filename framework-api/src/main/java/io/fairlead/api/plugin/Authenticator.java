package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Handshake;
import java.util.concurrent.CompletionStage;

/**
 * Says who a client is, before the upgrade. Authenticators are asked in order until one accepts or
 * rejects; where all abstain the client is refused. The built-in {@code jwt} stands at order 1000.
 *
 * <p>Called off the event loop, for many handshakes at once; it may block, but the admission
 * deadline runs. What it throws, and a stage that fails, refuses the client with status 500: an
 * authenticator always fails closed.
 */
@UserImplemented
public non-sealed interface Authenticator extends Contribution {

  /** Takes a handshake. */
  CompletionStage<Decision> authenticate(Handshake handshake);
}
