package io.fairlead.core.memory;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes that wait on all connections together, so that many clients, each within its own
 * limits, cannot fill the heap. Each queue has an {@link Account}, which takes from the budget in
 * chunks: a message mostly costs no shared write. The first {@value #FREE} bytes of an account are
 * free, so that a connection with a few small messages is never held up by the greed of others; how
 * many of those there may be is what {@code fairlead.limits.connections} bounds.
 */
public final class MemoryBudget {

  /** What an account may hold without the budget, in bytes. */
  public static final int FREE = 16 * 1024;

  /** What an account counts for a message besides its payload: the objects around it, in bytes. */
  public static final int MESSAGE_OVERHEAD = 256;

  private static final long CHUNK = 32 * 1024;

  private final long max;
  private final AtomicLong taken = new AtomicLong();

  /**
   * A budget.
   *
   * @param max in bytes
   */
  public MemoryBudget(long max) {
    this.max = max;
  }

  /** The budget as configured; by default a quarter of the heap. */
  public static MemoryBudget of(FairleadConfig config) {
    long bytes = config.get(Settings.MEMORY);
    return new MemoryBudget(bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / 4);
  }

  /** The most that may be taken, in bytes. */
  public long max() {
    return max;
  }

  /** What is taken, in bytes. Any thread. */
  public long taken() {
    return taken.get();
  }

  /** An account with nothing in it. */
  public Account account() {
    return new Account();
  }

  private boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= max) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** What one queue has taken. Guarded by its owner: one thread at a time. */
  public final class Account {
    private long held;

    private Account() {}

    /**
     * Says how much is in use now.
     *
     * @param bytes at least 0; 0 gives all back
     * @return false if the budget has no room for that; then nothing has changed. Less than before
     *     always fits.
     */
    public boolean use(long bytes) {
      long wanted = bytes <= FREE ? 0 : (bytes - FREE + CHUNK - 1) / CHUNK * CHUNK;
      if (wanted > held && !take(wanted - held)) {
        return false;
      }
      if (wanted < held) {
        taken.addAndGet(wanted - held);
      }
      held = wanted;
      return true;
    }
  }
}
