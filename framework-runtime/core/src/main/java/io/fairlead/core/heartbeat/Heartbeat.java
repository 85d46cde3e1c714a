package io.fairlead.core.heartbeat;

import io.fairlead.api.connection.RoundTripTime;
import io.fairlead.core.outbound.BoundedOutboundQueue;
import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The life signs of one connection (RFC 6455, section 5.5.2). It pings, and drops a peer from which
 * nothing at all has come for the timeout after a ping was written; whatever comes is a sign of
 * life, but only the ping's own pong gives a round-trip time. While the runtime does not read, a
 * pong cannot be missed: an endpoint that takes no message any more ends the connection instead. It
 * closes a connection without messages at its idle limit.
 *
 * <p>Safe for any thread. What is called for each message costs a look at two flags.
 */
public final class Heartbeat extends TimerWheel.Timeout {

  private static final Logger LOG = LogManager.getLogger(Heartbeat.class);
  private static final long NEVER = Long.MAX_VALUE;
  private static final long NOT_WRITTEN = -1;
  private static final int PAYLOAD_BYTES = 2 * Long.BYTES;

  /** Looks at each idle limit: a message is noticed at the next one, so no limit ends early. */
  private static final int IDLE_LOOKS = 8;

  private final Heartbeats all;
  private final Transport transport;
  private final BoundedOutboundQueue queue;
  private final Ending ending;

  private volatile boolean heard = true;
  private volatile boolean active = true;
  private volatile long progressAt;

  // guarded by this
  private boolean running;
  private boolean stopped;
  private long interval;
  private long timeout;
  private long idleLimit;
  private long scheduledAt = NEVER;
  private long pingAt = NEVER;
  private long awaited; // the secret of the ping that is under way; 0 for none
  private long writtenAt;
  private long receivedBefore;
  private Reading reading = Reading.ON;
  private long readingSince;
  private long activeAt;
  private long lastTrip = NEVER;
  private long smoothedTrip;

  Heartbeat(Heartbeats all, Transport transport, BoundedOutboundQueue queue, Ending ending) {
    this.all = all;
    this.transport = transport;
    this.queue = queue;
    this.ending = ending;
    this.interval = all.interval();
    this.timeout = all.timeout();
    this.idleLimit = all.idleLimit();
  }

  /** Starts to beat. */
  public synchronized void start() {
    if (!stopped && !running) {
      running = true;
      long now = all.wheel().now();
      activeAt = now;
      beatFrom(now);
    }
  }

  /** Ends it; a second time has no effect. */
  public synchronized void stop() {
    stopped = true;
    all.wheel().cancel(this);
  }

  /**
   * Changes the schedule.
   *
   * @param newInterval between pings; zero for none
   * @param newTimeout after a ping was written; longer than zero
   */
  public synchronized void schedule(Duration newInterval, Duration newTimeout) {
    if (newInterval.isNegative() || newTimeout.isNegative() || newTimeout.isZero()) {
      throw new IllegalArgumentException(
          "an interval must not be negative, and a timeout must be longer than zero");
    }
    interval = nanos(newInterval);
    timeout = nanos(newTimeout);
    awaited = 0;
    if (running && !stopped) {
      beatFrom(all.wheel().now());
    }
  }

  private void beatFrom(long now) {
    pingAt = interval > 0 ? now + all.firstWait(interval) : NEVER;
    if (interval > 0 || idleLimit > 0) {
      scheduledAt = now; // what is due when, the next tick finds out
      all.wheel().schedule(this, now);
    }
  }

  /**
   * Changes the idle limit; the time so far does not count.
   *
   * @param limit zero for none
   */
  public synchronized void idleLimit(Duration limit) {
    idleLimit = nanos(limit);
    if (running && !stopped && idleLimit > 0) {
      activeAt = all.wheel().now();
      scheduleBy(activeAt + idleLimit / IDLE_LOOKS);
    }
  }

  /** The idle limit; zero for none. */
  public synchronized Duration idleLimit() {
    return Duration.ofNanos(idleLimit);
  }

  /** A century: nobody waits longer, and sums with it still fit. */
  private static long nanos(Duration duration) {
    Duration most = Duration.ofDays(36_500);
    return (duration.compareTo(most) < 0 ? duration : most).toNanos();
  }

  // --- what happens on the connection ----------------------------------------------------------

  /** A message, or a part of one, came in. */
  public void received() {
    if (!heard) {
      heard = true;
    }
    sent();
  }

  /** The application sent a message, or a part of one. */
  public void sent() {
    if (!active) {
      active = true;
    }
  }

  /**
   * A pong came in.
   *
   * @return whether it belongs to a ping of the heartbeat, so that nobody else is to see it
   */
  public boolean pong(ByteBuffer data) {
    if (!heard) {
      heard = true;
    }
    int start = data.position();
    if (data.remaining() != PAYLOAD_BYTES || data.getLong(start) != all.mark()) {
      return false;
    }
    answered(data.getLong(start + Long.BYTES));
    return true;
  }

  private synchronized void answered(long secret) {
    if (awaited == 0 || secret != awaited) {
      return; // late: the ping was given up
    }
    awaited = 0;
    all.pongSeen();
    if (running && !stopped) {
      scheduleBy(pingAt); // that may have passed while this pong was awaited
    }
    if (writtenAt == NOT_WRITTEN) {
      return; // the pong was faster than the news that the ping is out: no measurement
    }
    long trip = Math.max(1, all.wheel().now() - writtenAt);
    // RFC 6298, section 2
    smoothedTrip = lastTrip == NEVER ? trip : smoothedTrip + (trip - smoothedTrip) / 8;
    lastTrip = trip;
  }

  /** How long pings take; empty before the first pong. */
  public synchronized Optional<RoundTripTime> roundTripTime() {
    return lastTrip == NEVER
        ? Optional.empty()
        : Optional.of(
            new RoundTripTime(Duration.ofNanos(lastTrip), Duration.ofNanos(smoothedTrip)));
  }

  /** The runtime reads from the peer again, or does not any more. */
  public synchronized void reading(Reading now) {
    reading = now;
    readingSince = all.wheel().now();
    if (now == Reading.FULL) {
      progressAt = readingSince;
      if (running && !stopped) {
        scheduleBy(readingSince + all.stallTimeout());
      }
    }
  }

  /** The endpoint takes a message while others wait. */
  public void progress() {
    progressAt = all.wheel().now();
  }

  // --- the timer's thread ----------------------------------------------------------------------

  @Override
  void expired(long now) {
    Runnable action;
    synchronized (this) {
      if (stopped) {
        return;
      }
      scheduledAt = NEVER;
      action = checkAll(now);
    }
    if (action != null) {
      action.run(); // without the lock, for it reaches far
    }
  }

  private @Nullable Runnable checkAll(long now) {
    Runnable action = checkStall(now);
    if (action == null) {
      action = checkIdle(now);
    }
    return action != null ? action : checkPing(now);
  }

  private @Nullable Runnable checkStall(long now) {
    if (reading != Reading.FULL) {
      return null;
    }
    long deadline = progressAt + all.stallTimeout();
    if (deadline > now) {
      scheduleBy(deadline);
      return null;
    }
    String why = "the endpoint took no message for " + millis(all.stallTimeout());
    return () -> {
      LOG.warn("{} dropped: {} (fairlead.inbound.stall-timeout)", ending, why);
      ending.drop(why);
    };
  }

  private @Nullable Runnable checkIdle(long now) {
    if (idleLimit == 0) {
      return null;
    }
    if (active || reading != Reading.ON || queue.messages() > 0) {
      active = false;
      activeAt = now;
    }
    if (now - activeAt >= idleLimit) {
      String why = "idle for " + millis(idleLimit);
      return () -> ending.close(new CloseReason(CloseCodes.GOING_AWAY, why));
    }
    scheduleBy(Math.min(activeAt + idleLimit, now + Math.max(1, idleLimit / IDLE_LOOKS)));
    return null;
  }

  private @Nullable Runnable checkPing(long now) {
    Runnable action = awaited == 0 ? null : checkPong(now);
    if (awaited == 0 && pingAt <= now) {
      pingAt = now + all.nextWait(interval);
      awaited = all.secret();
      writtenAt = NOT_WRITTEN;
      scheduleBy(now + timeout);
      long secret = awaited;
      action = () -> ping(secret);
    }
    if (pingAt > now && pingAt != NEVER) {
      scheduleBy(pingAt);
    }
    return action;
  }

  private @Nullable Runnable checkPong(long now) {
    if (writtenAt == NOT_WRITTEN || reading != Reading.ON) {
      scheduleBy(now + timeout); // a write has a deadline of its own, and so has the endpoint
      return null;
    }
    long deadline = Math.max(Math.max(writtenAt, readingSince), all.wokeAt()) + timeout;
    if (deadline > now) {
      scheduleBy(deadline);
      return null;
    }
    if (alive() || !all.mayJudge(transport)) {
      awaited = 0;
      return null;
    }
    scheduleBy(now + timeout);
    long secret = awaited;
    return () -> judge(secret, now);
  }

  private boolean alive() {
    return heard || transport.received() != receivedBefore;
  }

  private void scheduleBy(long at) {
    if (at < scheduledAt) {
      scheduledAt = at;
      all.wheel().schedule(this, at);
    }
  }

  // --- actions ---------------------------------------------------------------------------------

  private void ping(long secret) {
    ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES).putLong(all.mark()).putLong(secret);
    queue
        .offerBeyondBounds(OutboundFrame.ping(payload.flip()))
        .completion()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                written(secret);
              } else {
                failed(secret);
              }
            });
  }

  private synchronized void written(long secret) {
    if (awaited == secret) {
      writtenAt = all.wheel().now();
      receivedBefore = transport.received();
      heard = false;
    }
  }

  private synchronized void failed(long secret) {
    if (awaited == secret) {
      awaited = 0; // the connection ends, or the next ping tells more
    }
  }

  /** On the connection's event loop, where it has one: what that has read by now counts. */
  private void judge(long secret, long asked) {
    Executor loop = transport.eventLoop();
    if (loop == null) {
      decide(secret, asked);
      return;
    }
    try {
      loop.execute(() -> decide(secret, asked));
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is not judged: its event loop has ended", ending);
    }
  }

  private void decide(long secret, long asked) {
    String why;
    synchronized (this) {
      if (stopped || awaited != secret || reading != Reading.ON || alive()) {
        return; // the next look at it finds that
      }
      long now = all.wheel().now();
      if (now - asked > Heartbeats.LAG_NANOS) {
        readingSince = now; // the loop was busy elsewhere, and has not read what there is
        return;
      }
      why = "no pong within " + millis(timeout);
    }
    LOG.debug("{} dropped: {} (fairlead.heartbeat.timeout)", ending, why);
    ending.drop(why);
  }

  private static String millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }
}
