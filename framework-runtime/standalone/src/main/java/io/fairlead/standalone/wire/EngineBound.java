package io.fairlead.standalone.wire;

import io.fairlead.core.transport.Transport.Completion;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Bounds what an endpoint writes past the runtime's queue, through a session that is not hosted: in
 * bytes, and in the time that a write may take. Hosted endpoints never come here.
 */
public final class EngineBound {

  private static final Logger LOG = LogManager.getLogger(EngineBound.class);

  private final Channel channel;
  private final long maxBytes;
  private final Duration timeout;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicBoolean watched = new AtomicBoolean();
  private volatile long progress;

  /**
   * A bound.
   *
   * @param maxBytes that may wait; one frame always may
   * @param timeout the longest time without a finished write
   */
  public EngineBound(Channel channel, long maxBytes, Duration timeout) {
    this.channel = channel;
    this.maxBytes = maxBytes;
    this.timeout = timeout;
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
    channel.eventLoop().schedule(this::check, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void check() {
    if (!channel.isActive() || waiting.get() == 0) {
      watched.set(false);
      if (channel.isActive() && waiting.get() > 0) {
        watch(); // one came in between
      }
    } else if (System.nanoTime() - progress >= timeout.toNanos()) {
      LOG.warn("dropped a connection: a write took longer than fairlead.outbound.send-timeout");
      channel.close();
    } else {
      scheduleCheck();
    }
  }
}
