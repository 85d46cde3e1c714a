package io.fairlead.core.security;

import io.fairlead.api.connection.ConnectionState;
import io.fairlead.core.admission.ClearedClient;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.heartbeat.Deadline;
import io.fairlead.core.heartbeat.Heartbeats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * For how long one connection may be open: it is warned of, closed at its end, and renewed by a new
 * token. The clock is looked at every minute, for it may be set, which a timer does not notice.
 * Safe for any thread.
 */
final class Lease {

  private static final Duration LOOK = Duration.ofMinutes(1);

  private final DefaultConnection connection;
  private final Duration warning;
  private final Clock clock;
  private final Deadline deadline;
  private Instant end;
  private boolean warned;
  private boolean over;

  /** What became of a new token. */
  enum Renewal {
    /** The connection has it. */
    DONE,
    /** It ends before the one that the connection has. */
    EARLIER,
    /** The connection is closing. */
    CLOSING
  }

  /**
   * A lease, not begun.
   *
   * @param warning how long before the end to warn; zero for not at all
   */
  Lease(
      DefaultConnection connection,
      Instant end,
      Duration warning,
      Clock clock,
      Heartbeats heartbeats) {
    this.connection = connection;
    this.end = end;
    this.warning = warning;
    this.clock = clock;
    this.deadline = heartbeats.deadline(this::look);
  }

  void begin() {
    connection.expose(this);
    connection.whenEnded(this::end);
    look();
  }

  private synchronized void end() {
    over = true;
    deadline.cancel();
  }

  /** Does what is due. */
  void look() {
    Instant warnOf = null;
    synchronized (this) {
      if (over) {
        return;
      }
      Duration left = Duration.between(clock.instant(), end);
      if (left.isNegative() || left.isZero()) {
        over = true;
      } else {
        boolean open = connection.state() != ConnectionState.OPENING;
        boolean warns = open && !warning.isZero() && !warned;
        Duration untilWarning = left.minus(warning);
        if (warns && (untilWarning.isNegative() || untilWarning.isZero())) {
          warned = true;
          warns = false;
          warnOf = end;
        }
        deadline.in(least(LOOK, warns ? untilWarning : left));
      }
    }
    if (warnOf != null) {
      connection.expiring(warnOf);
    } else if (isOver()) {
      connection.cutOff(AccessCloses.EXPIRED);
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Goes on by a new token of the same user. */
  synchronized Renewal renew(ClearedClient client, Instant newEnd) {
    if (over || connection.closesByItself() || !connection.watched()) {
      return Renewal.CLOSING;
    }
    if (newEnd.isBefore(end)) {
      return Renewal.EARLIER;
    }
    connection.security(client);
    end = newEnd;
    warned = false;
    deadline.in(Duration.ZERO);
    return Renewal.DONE;
  }
}
