package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes part in an orderly stop. New work has stopped and pending messages have been handled when
 * {@link #prepare} is called on all hooks, side by side; then, with the connections still open,
 * {@link #commit} on all, side by side. Each is called at most once, off the event loop, and may
 * block.
 *
 * <p>One that fails or is late is named in the log and told to the error handlers, without a
 * connection; it is interrupted where it still blocks. What a failure in {@code prepare} means for
 * the others, {@code fairlead.close.on-failure} says: {@code go-on} rolls back those that failed
 * and commits the others, {@code roll-back} rolls back all and commits none. The server stops in
 * either case.
 */
@UserImplemented
public non-sealed interface ShutdownHook extends Contribution {

  /** Gets ready to let go: flushes, votes. A failure makes {@link #rollback} follow on it. */
  default CompletionStage<Void> prepare(Instant deadline) {
    return CompletableFuture.completedFuture(null);
  }

  /** Lets go. */
  CompletionStage<Void> commit(Instant deadline);

  /** Undoes what {@link #prepare} did, after its failure or, where so configured, any. */
  default CompletionStage<Void> rollback(Instant deadline) {
    return CompletableFuture.completedFuture(null);
  }
}
