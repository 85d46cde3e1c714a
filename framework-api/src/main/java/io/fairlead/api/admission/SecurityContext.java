package io.fairlead.api.admission;

import io.fairlead.api.FrameworkOwned;
import java.util.Optional;

/**
 * What the security stage decided: immutable, safe for any thread. Exists only for a handshake that
 * was let in.
 */
@FrameworkOwned
public interface SecurityContext {

  /** Who the client is; {@link Identity#ANONYMOUS} where authentication is switched off. */
  Identity identity();

  /** The name of the authenticator that accepted the client, for example {@code jwt}. */
  String authenticator();

  /** The {@code Origin} header that was checked; empty for a client that is no browser. */
  Optional<String> origin();
}
