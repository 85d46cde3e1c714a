package io.fairlead.core.admission;

import java.util.concurrent.CompletionStage;

/** Decides about handshakes. Safe for any thread. */
@FunctionalInterface
public interface Admission {

  /**
   * Decides about one handshake. Never blocks: what may has threads of its own.
   *
   * @return completes normally, whatever goes wrong: a failure inside is a refusal
   */
  CompletionStage<AdmissionResult> admit(UpgradeRequest request);
}
