package io.fairlead.core.outbound;

import io.fairlead.api.connection.SendOutcome;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a send answers. */
record Outcomes(Status status, boolean underPressure, CompletionStage<Void> completion)
    implements SendOutcome {

  static final SendOutcome NO_MEMORY =
      rejected("too much waits on all connections together (fairlead.limits.memory)");

  static SendOutcome queued(CompletableFuture<Void> written) {
    return new Outcomes(
        Status.QUEUED, false, written); // whoever completes it deceives himself only
  }

  static SendOutcome rejected(String reason) {
    return new Outcomes(
        Status.REJECTED, true, CompletableFuture.failedStage(new OverflowException(reason)));
  }

  static SendOutcome closed(IOException reason) {
    return new Outcomes(Status.CLOSED, false, CompletableFuture.failedStage(reason));
  }
}
