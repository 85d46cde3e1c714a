package io.fairlead.core.plugin;

import io.fairlead.api.admission.Revocations;
import java.time.Instant;

/** For where nothing was admitted by the runtime, and so nothing can be revoked. */
enum NoRevocations implements Revocations {
  INSTANCE;

  @Override
  public int revokeToken(String tokenId, Instant until) {
    throw none();
  }

  @Override
  public int revokeSubject(String subject, Instant until) {
    throw none();
  }

  @Override
  public boolean revokeConnection(String connectionId) {
    throw none();
  }

  private static UnsupportedOperationException none() {
    return new UnsupportedOperationException("there is no admission here that could be revoked");
  }
}
