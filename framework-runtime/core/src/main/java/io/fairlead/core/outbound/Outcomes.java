package io.fairlead.core.outbound;

import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.NotSentException;
import io.fairlead.api.connection.SendOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a send answers. Made in advance where it can be: under load there are many. */
record Outcomes(Status status, boolean underPressure, CompletionStage<Void> completion)
    implements SendOutcome {

  static final NotSentException FULL =
      new NotSentException(
          LossReason.REJECTED,
          "the outbound queue is full (fairlead.outbound.max-messages, .max-bytes)",
          null);

  static final NotSentException NO_MEMORY =
      new NotSentException(
          LossReason.REJECTED,
          "too much waits on all connections together (fairlead.limits.memory)",
          null);

  static final NotSentException DROPPED =
      new NotSentException(
          LossReason.DROPPED, "the outbound queue is full, and its policy dropped this one", null);

  static final NotSentException SHED =
      new NotSentException(
          LossReason.SHED, "the client is slow, and this one is in the lowest lane", null);

  static final NotSentException CONFLATED =
      new NotSentException(
          LossReason.CONFLATED, "a newer message with the same key took its place", null);

  static final NotSentException EXPIRED =
      new NotSentException(LossReason.EXPIRED, "its time to live has passed", null);

  static final NotSentException OVERFLOWED =
      new NotSentException(
          LossReason.CLOSED,
          "the outbound queue is full, and its policy ends the connection",
          null);

  private static final SendOutcome REJECTED_FULL = failed(Status.REJECTED, FULL);
  private static final SendOutcome REJECTED_NO_MEMORY = failed(Status.REJECTED, NO_MEMORY);
  private static final SendOutcome GIVEN_UP = failed(Status.DROPPED, DROPPED);
  private static final SendOutcome SHED_AT_ONCE = failed(Status.DROPPED, SHED);
  private static final SendOutcome ENDS = failed(Status.CLOSED, OVERFLOWED);

  static SendOutcome of(Answer answer, CompletionStage<Void> completion) {
    return switch (answer) {
      case QUEUED -> new Outcomes(Status.QUEUED, false, completion);
      case QUEUED_UNDER_PRESSURE -> new Outcomes(Status.QUEUED, true, completion);
      case FULL -> REJECTED_FULL;
      case NO_MEMORY -> REJECTED_NO_MEMORY;
      case DROPPED -> GIVEN_UP;
      case SHED -> SHED_AT_ONCE;
      case OVERFLOWED -> ENDS;
      case TOO_LONG, CLOSED -> throw new IllegalArgumentException("needs its own words");
    };
  }

  static SendOutcome failed(Status status, NotSentException reason) {
    return new Outcomes(
        status, reason.reason() != LossReason.CLOSED, CompletableFuture.failedStage(reason));
  }

  static NotSentException tooLong(int size) {
    return new NotSentException(
        LossReason.REJECTED,
        "a message of " + size + " bytes is longer than fairlead.outbound.max-bytes",
        null);
  }
}
