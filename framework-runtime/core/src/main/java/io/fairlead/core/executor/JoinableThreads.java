package io.fairlead.core.executor;

import java.security.AccessController;
import java.security.PrivilegedAction;
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
 * They outlive plugins, and keep nothing of one whose call causes their making.
 */
public final class JoinableThreads implements ThreadFactory {

  private final ThreadFactory factory;
  private final Set<Thread> made = ConcurrentHashMap.newKeySet();

  /** Threads of somebody else's making. */
  public JoinableThreads(ThreadFactory factory) {
    this.factory = factory;
  }

  /** Daemon threads of the JVM, numbered from 1, with the caller's context class loader. */
  public static JoinableThreads daemons(String prefix) {
    AtomicLong number = new AtomicLong();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return new JoinableThreads(
        task -> {
          Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), 0, false);
          thread.setDaemon(true);
          thread.setContextClassLoader(loader);
          return thread;
        });
  }

  @Override
  public @Nullable Thread newThread(Runnable task) {
    made.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    Thread thread = make(task);
    if (thread != null) {
      made.add(thread);
    }
    return thread;
  }

  /**
   * Up to Java 23 a thread keeps the protection domains, and so the class loaders, of all that are
   * in the call that makes it; those above a privileged call are left out.
   */
  @SuppressWarnings("removal") // nothing else does that there; it only calls on newer JVMs
  private @Nullable Thread make(Runnable task) {
    return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> factory.newThread(task));
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
