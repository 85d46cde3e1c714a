package io.fairlead.core.executor;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Threads whose end can be waited for. An executor calls itself terminated a moment before its
 * threads are gone, and a server complains of those that it still sees after an application's stop.
 */
public final class JoinableThreads implements ThreadFactory {

  private final ThreadFactory factory;
  private final Set<Thread> made = ConcurrentHashMap.newKeySet();

  /** Threads of somebody else's making. */
  public JoinableThreads(ThreadFactory factory) {
    this.factory = factory;
  }

  /** Daemon threads of the JVM, numbered from 1. */
  public static JoinableThreads daemons(String prefix) {
    AtomicLong number = new AtomicLong();
    return new JoinableThreads(
        task -> {
          Thread thread = new Thread(task, prefix + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public @Nullable Thread newThread(Runnable task) {
    made.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    Thread thread = factory.newThread(task);
    if (thread != null) {
      made.add(thread);
    }
    return thread;
  }

  /**
   * Waits for all of them to end, except for the calling one; does not make them end. Returns early
   * when interrupted.
   */
  public void join(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    try {
      for (Thread thread : made) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left > 0 && !thread.equals(Thread.currentThread())) {
          thread.join(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
