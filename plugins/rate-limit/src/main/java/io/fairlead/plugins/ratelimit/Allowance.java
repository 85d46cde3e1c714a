package io.fairlead.plugins.ratelimit;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The message bucket and the byte bucket of one side. Safe for any thread: the time is read under
 * the lock, so that a late thread never winds it back.
 */
final class Allowance {

  private final Limits limits;
  private final LongSupplier nanos;
  private final @Nullable TokenBucket messages;
  private final @Nullable TokenBucket bytes;

  Allowance(Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    long now = nanos.getAsLong();
    messages =
        limits.messages() == 0 ? null : new TokenBucket(limits.messages(), limits.burst(), now);
    bytes = limits.bytes() == 0 ? null : new TokenBucket(limits.bytes(), limits.byteBurst(), now);
  }

  /**
   * Takes from both buckets, or from none.
   *
   * @return null if it passes, else the limit that was passed, in words
   */
  synchronized @Nullable String take(int messageCount, long byteCount) {
    long now = nanos.getAsLong();
    if (messages != null && !messages.take(messageCount, now)) {
      return limits.messages() + " messages per second";
    }
    if (bytes != null && !bytes.take(byteCount, now)) {
      if (messages != null) {
        messages.giveBack(messageCount);
      }
      return limits.bytes() + " bytes per second";
    }
    return null;
  }

  synchronized void giveBack(int messageCount, long byteCount) {
    if (messages != null) {
      messages.giveBack(messageCount);
    }
    if (bytes != null) {
      bytes.giveBack(byteCount);
    }
  }

  /** Whether it is as good as a new one, so that forgetting it gives nothing away. */
  synchronized boolean full() {
    long now = nanos.getAsLong();
    return (messages == null || messages.full(now)) && (bytes == null || bytes.full(now));
  }
}
