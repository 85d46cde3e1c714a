package io.fairlead.plugins.ratelimit;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.plugins.ratelimit.RateLimitSettings.Action;
import org.jspecify.annotations.Nullable;

/**
 * Measures one connection. A message counts once, at its first part, its bytes as they come. One
 * that was let in can no longer be dropped, as the endpoint has its head: if its tail passes the
 * limit, the connection is closed under either action. Safe for any thread.
 */
final class ConnectionMeter {

  /** What to do with a message or part. */
  enum Verdict {
    /** Goes on. */
    PASS,
    /** Is dropped, beginning with this part. */
    DROP,
    /** Belongs to a message that is being dropped, or comes after the close. */
    SKIP,
    /** Ends the connection. */
    CLOSE
  }

  private final Connection connection;
  private final boolean announced;
  private final Allowance own;
  private final @Nullable PrincipalKey key;
  private final @Nullable Allowance shared;
  private final Action action;
  private boolean midMessage;
  private boolean dropping;
  private boolean closed;
  private long dropped;
  private String refusal = "";

  ConnectionMeter(
      Connection connection,
      boolean announced,
      Allowance own,
      @Nullable PrincipalKey key,
      @Nullable Allowance shared,
      Action action) {
    this.connection = connection;
    this.announced = announced;
    this.own = own;
    this.key = key;
    this.shared = shared;
    this.action = action;
  }

  synchronized Verdict judge(InboundMessage part) {
    boolean first = !midMessage;
    midMessage = !part.last();
    if (closed || (dropping && !first)) {
      return Verdict.SKIP;
    }
    String passed = passedLimit(first ? 1 : 0, part.size());
    dropping = passed != null && first && action == Action.DROP;
    if (passed == null) {
      return Verdict.PASS;
    }
    refusal = passed;
    if (dropping) {
      dropped++;
      return Verdict.DROP;
    }
    closed = true;
    return Verdict.CLOSE;
  }

  private @Nullable String passedLimit(int messages, int bytes) {
    String byOwn = own.take(messages, bytes);
    if (byOwn != null) {
      return "more than " + byOwn + " on this connection";
    }
    String byShared = shared == null ? null : shared.take(messages, bytes);
    if (byShared == null) {
      return null;
    }
    own.giveBack(messages, bytes);
    return "more than " + byShared + " of this client";
  }

  Connection connection() {
    return connection;
  }

  /** Whether the connection's opening was told, and so its close will be. */
  boolean announced() {
    return announced;
  }

  @Nullable PrincipalKey key() {
    return key;
  }

  /** Messages dropped so far. */
  synchronized long dropped() {
    return dropped;
  }

  /** Why the last message was refused, in words. */
  synchronized String refusal() {
    return refusal;
  }
}
