package io.fairlead.core.hosting;

import io.fairlead.core.admission.AdmissionResult.Refused;

/** Ends a handshake that was refused. */
final class HandshakeRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  HandshakeRefusedException(Refused refused) {
    super("handshake refused with status " + refused.status(), null, false, false);
  }
}
