package io.fairlead.standalone.wire;

import io.fairlead.core.transport.Transport.Completion;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Bounds what an endpoint writes past the runtime's queue, through a session that is not hosted: in
 * bytes, and in the time that a write may take. Hosted endpoints never come here.
 *
 * <p>A thread that sends blocking is held until its bytes are written. When no thread is left, a
 * client that has taken nothing for a second is dropped, without waiting for the send timeout.
 */
public final class EngineBound {

  private static final Logger LOG = LogManager.getLogger(EngineBound.class);

  private static final long CHECK_MILLIS = 1_000;

  private final Channel channel;
  private final long maxBytes;
  private final Duration timeout;
  private final BooleanSupplier exhausted;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicBoolean watched = new AtomicBoolean();
  private volatile long progress;

  /**
   * A bound.
   *
   * @param maxBytes that may wait; one frame always may
   * @param timeout the longest time without a finished write
   * @param exhausted whether threads are short, which such writes may hold; any thread
   */
  public EngineBound(Channel channel, long maxBytes, Duration timeout, BooleanSupplier exhausted) {
    this.channel = channel;
    this.maxBytes = maxBytes;
    this.timeout = timeout;
    this.exhausted = exhausted;
  }

  /** Whether a frame may wait. Where it is part of a message that has begun, it must. */
  boolean admit(ByteBuffer frame) {
    int size = frame.remaining();
    long before = waiting.getAndAdd(size);
    if (before == 0 || before + size <= maxBytes) {
      return true;
    }
    waiting.addAndGet(-size);
    int first = frame.get(frame.position());
    if ((first & 0x80) == 0 || (first & 0x0F) == Frame.CONTINUATION) {
      LOG.warn("dropped a connection: its client reads too slowly, in the middle of a message");
      channel.close();
    }
    return false;
  }

  /** Gives the bytes back before it completes. */
  Completion releasing(int size, Completion completion) {
    watch();
    return failure -> {
      progress = System.nanoTime();
      waiting.addAndGet(-size);
      completion.done(failure);
    };
  }

  private void watch() {
    if (watched.compareAndSet(false, true)) {
      progress = System.nanoTime();
      scheduleCheck();
    }
  }

  private void scheduleCheck() {
    channel
        .eventLoop()
        .schedule(this::check, Math.min(timeout.toMillis(), CHECK_MILLIS), TimeUnit.MILLISECONDS);
  }

  private void check() {
    if (!channel.isActive() || waiting.get() == 0) {
      watched.set(false);
      if (channel.isActive() && waiting.get() > 0) {
        watch(); // one came in between
      }
      return;
    }
    long stuck = System.nanoTime() - progress;
    if (stuck >= timeout.toNanos()) {
      drop("a write took longer than fairlead.outbound.send-timeout");
    } else if (stuck >= CHECK_MILLIS * 1_000_000 && exhausted.getAsBoolean()) {
      drop("its client takes nothing, and every thread for endpoints like it is held");
    } else {
      scheduleCheck();
    }
  }

  private void drop(String why) {
    LOG.warn("dropped a connection: {}", why);
    channel.close();
  }
}
