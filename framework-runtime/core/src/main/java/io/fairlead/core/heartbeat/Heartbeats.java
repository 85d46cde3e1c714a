package io.fairlead.core.heartbeat;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.outbound.BoundedOutboundQueue;
import io.fairlead.core.transport.Transport;
import java.security.SecureRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The heartbeats of all connections: one timer wheel, ticked ten times a second. */
public final class Heartbeats implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(Heartbeats.class);
  private static final long TICK_NANOS = 100_000_000;
  private static final int SLOTS = 512;

  /** What was asleep for longer has not read what came in, so that nobody may be judged by it. */
  static final long LAG_NANOS = 500_000_000;

  private final TimerWheel wheel;
  private final DoubleSupplier random;
  private final SecureRandom secrets = new SecureRandom();
  private final long mark = secrets.nextLong();
  private final long interval;
  private final long timeout;
  private final long stallTimeout;
  private final long idleLimit;
  private final AtomicBoolean warned = new AtomicBoolean();
  private volatile boolean pongSeen;
  private volatile long wokeAt;
  private long tickedAt;
  private @Nullable ScheduledFuture<?> ticks;

  /** Heartbeats as configured; nothing happens before {@link #start}. */
  public Heartbeats(FairleadConfig config) {
    this(config, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
  }

  Heartbeats(FairleadConfig config, LongSupplier nanoTime, DoubleSupplier random) {
    this.wheel = new TimerWheel(nanoTime, TICK_NANOS, SLOTS);
    this.random = random;
    this.interval = config.get(Settings.HEARTBEAT_INTERVAL).toNanos();
    this.timeout = config.get(Settings.HEARTBEAT_TIMEOUT).toNanos();
    this.stallTimeout = config.get(Settings.STALL_TIMEOUT).toNanos();
    this.idleLimit = config.get(Settings.IDLE_TIMEOUT).toNanos();
  }

  /** Lets time go on. */
  public synchronized void start(ScheduledExecutorService timer) {
    ticks = timer.scheduleWithFixedDelay(this::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized void close() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  /** The heartbeat of a connection, not started. */
  public Heartbeat of(Transport transport, BoundedOutboundQueue queue, Ending ending) {
    return new Heartbeat(this, transport, queue, ending);
  }

  /** A task at a later time, not set yet. */
  public Deadline deadline(Runnable task) {
    return new Deadline(wheel, task);
  }

  void tick() {
    long now = wheel.now();
    if (now - tickedAt > LAG_NANOS) {
      wokeAt = now;
    }
    tickedAt = now;
    wheel.advance(now);
  }

  TimerWheel wheel() {
    return wheel;
  }

  /** When the process last went on after a long sleep. */
  long wokeAt() {
    return wokeAt;
  }

  long interval() {
    return interval;
  }

  long timeout() {
    return timeout;
  }

  long stallTimeout() {
    return stallTimeout;
  }

  long idleLimit() {
    return idleLimit;
  }

  /** The first half of every ping's payload, by which its pong is known as ours. */
  long mark() {
    return mark;
  }

  /** What nobody can know who has not received the ping; never 0. */
  long secret() {
    long secret = secrets.nextLong();
    return secret == 0 ? 1 : secret;
  }

  /** The wait for a first ping: spread, and not at once, for who has just come is alive. */
  long firstWait(long interval) {
    return (long) (interval * (0.5 + 0.5 * random.getAsDouble()));
  }

  /** The wait for another ping. */
  long nextWait(long interval) {
    return (long) (interval * (0.9 + 0.2 * random.getAsDouble()));
  }

  void pongSeen() {
    pongSeen = true;
  }

  /**
   * Whether a missing pong means anything. A server that tells its applications of no pong at all
   * would otherwise make every peer look dead.
   */
  boolean mayJudge(Transport transport) {
    if (pongSeen || transport.deliversPongs()) {
      return true;
    }
    if (warned.compareAndSet(false, true)) {
      LOG.warn(
          "no client has answered a ping yet; until one does, this server may be hiding pongs, and"
              + " silent clients are not dropped");
    }
    return false;
  }
}
