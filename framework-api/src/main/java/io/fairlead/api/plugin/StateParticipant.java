package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Has state of a connection to save when that is closed in order: by the endpoint, a plugin, the
 * runtime, the peer, or the stop of the server. A connection that breaks (1006) is not told of; see
 * {@link ConnectionListener#onClose} for that.
 *
 * <p>When the callback under way has ended, {@link #prepare} is called on all participants, side by
 * side; then {@link #commit}, or {@link #rollback}. Then what is queued goes out, the messages of
 * {@code commit} last, and the close frame follows. Until {@code commit} is over, messages can be
 * sent. All within {@code fairlead.close.participants-timeout}; at most once each for a connection,
 * off the event loop, for many connections at once; may block. For one connection, whoever was told
 * to prepare is told to commit or to roll back, also where the peer has vanished meanwhile.
 *
 * <p>One that fails or is late is named in the log and told to the error handlers, and is
 * interrupted where it still blocks. What a failure in {@code prepare} means for the others, {@code
 * fairlead.close.on-failure} says: {@code go-on} rolls back those that failed and commits the
 * others, {@code roll-back} rolls back all of this connection. It is closed in either case.
 */
@UserImplemented
public non-sealed interface StateParticipant extends Contribution {

  /** Gets ready to let go: flushes, votes. */
  default CompletionStage<Void> prepare(Connection connection, Instant deadline) {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Lets go.
   *
   * @return what to send to the peer before the close frame; empty for nothing
   */
  CompletionStage<Optional<OutboundMessage>> commit(Connection connection, Instant deadline);

  /** Undoes what {@link #prepare} did. */
  default CompletionStage<Void> rollback(Connection connection, Instant deadline) {
    return CompletableFuture.completedFuture(null);
  }
}
