package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JWSHeader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One key from the configuration; a token's {@code kid} does not matter. */
record FixedKey(VerificationKey key) implements VerificationKeys {

  @Override
  public CompletionStage<List<VerificationKey>> candidates(JWSHeader header) {
    return CompletableFuture.completedFuture(
        key.algorithms().contains(header.getAlgorithm()) ? List.of(key) : List.of());
  }

  @Override
  public boolean holds(String fingerprint) {
    return key.fingerprint().equals(fingerprint);
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public void close() {
    // holds nothing
  }
}
