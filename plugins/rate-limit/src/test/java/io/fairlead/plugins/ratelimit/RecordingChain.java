package io.fairlead.plugins.ratelimit;

import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.plugin.Chain;

/** Keeps the one decision. */
final class RecordingChain implements Chain {

  private String decision = "none";

  String decision() {
    return decision;
  }

  @Override
  public void proceed() {
    decide("proceed");
  }

  @Override
  public void proceed(InboundMessage replacement) {
    decide("replace");
  }

  @Override
  public void consume() {
    decide("consume");
  }

  private void decide(String now) {
    if (!decision.equals("none")) {
      throw new IllegalStateException("decided twice");
    }
    decision = now;
  }
}
