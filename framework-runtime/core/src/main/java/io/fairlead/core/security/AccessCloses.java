package io.fairlead.core.security;

import io.fairlead.api.admission.Revocations;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;

/** How connections are closed whose right to be open has ended. */
final class AccessCloses {

  /** Come back with a new token. */
  static final CloseReason EXPIRED =
      new CloseReason(CloseCodes.getCloseCode(4401), "the token has expired");

  /** Do not come back. */
  static final CloseReason REVOKED =
      new CloseReason(CloseCodes.getCloseCode(Revocations.CLOSE_CODE), "access was revoked");

  /** Do not come back. */
  static final CloseReason NOT_PERMITTED =
      new CloseReason(
          CloseCodes.getCloseCode(Revocations.CLOSE_CODE), "the policy has changed: not permitted");

  private AccessCloses() {}
}
