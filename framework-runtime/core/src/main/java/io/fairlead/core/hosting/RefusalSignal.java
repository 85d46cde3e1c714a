package io.fairlead.core.hosting;

import io.fairlead.core.admission.AdmissionResult.Refused;

/**
 * How a handshake is refused from inside {@code modifyHandshake}: by a throw, since merely setting
 * a status opens the session anyway on some servers.
 */
@FunctionalInterface
public interface RefusalSignal {

  /**
   * What to throw. The response's headers are those of the refusal by then. It may be a checked
   * exception that the server below understands.
   */
  Throwable of(Refused refused);

  /** For a server of which nothing is known: it answers 500 or drops the connection. */
  static RefusalSignal plain() {
    return HandshakeRefusedException::new;
  }
}
