package io.fairlead.core.executor;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.connection.PoolUsage;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs what may block: callbacks, admission, routes. On virtual threads, one for each task, where
 * the JVM has them (21 and newer); else on a pool of {@code fairlead.server.worker-threads}.
 */
public final class CallbackExecutor implements Executor {

  private static final Logger LOG = LogManager.getLogger(CallbackExecutor.class);
  private static final String NAME = "fairlead-callback-";
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final ExecutorService tasks;
  private final ExecutorService completions;
  private final boolean virtual;
  private final List<JoinableThreads> threads;
  private final WaitingRoom waitingRoom;
  private final Function<String, ThreadFactory> others;

  private CallbackExecutor(ExecutorService virtual, Function<String, ThreadFactory> others) {
    this.tasks = virtual;
    this.completions = virtual;
    this.virtual = true;
    this.others = others;
    this.threads = List.of();
    this.waitingRoom = WaitingRoom.UNBOUNDED;
  }

  private CallbackExecutor(
      JoinableThreads taskThreads,
      int most,
      JoinableThreads completionThreads,
      ExecutorService completions,
      Function<String, ThreadFactory> others) {
    this.others = others;
    PoolWaitingRoom room = new PoolWaitingRoom(Math.max(1, most / 2));
    this.waitingRoom = room;
    this.tasks = pool(most, room.marking(taskThreads));
    this.completions = completions;
    this.virtual = false;
    this.threads = List.of(taskThreads, completionThreads);
  }

  /** The best that this JVM has. */
  public static CallbackExecutor of(FairleadConfig config) {
    ThreadFactory virtual = virtualFactory();
    return virtual != null
        ? new CallbackExecutor(perTask(virtual), CallbackExecutor::requiredVirtual)
        : pooled(config.get(Settings.SERVER_WORKERS));
  }

  /** A pool of platform threads, whatever the JVM has. */
  public static CallbackExecutor pooled(int threads) {
    // completions of its own: a task of the pool may wait for one, so that must not wait for the
    // pool
    JoinableThreads tasks = JoinableThreads.daemons(NAME);
    JoinableThreads completions = JoinableThreads.daemons("fairlead-completion-");
    return new CallbackExecutor(
        tasks,
        threads,
        completions,
        Executors.newCachedThreadPool(completions),
        JoinableThreads::daemons);
  }

  /**
   * On threads of somebody else's making: one for each task where they are virtual, else a pool.
   *
   * @param threads most platform threads for callbacks; an eighth of that, but two at least, for
   *     completions
   */
  public static CallbackExecutor on(ThreadFactory factory, boolean virtual, int threads) {
    if (virtual) {
      return new CallbackExecutor(perTask(factory), name -> named(factory, name));
    }
    JoinableThreads tasks = new JoinableThreads(factory);
    JoinableThreads completions = new JoinableThreads(factory);
    return new CallbackExecutor(
        tasks,
        threads,
        completions,
        pool(Math.max(2, threads / 8), completions),
        name -> named(factory, name));
  }

  /**
   * Another one on threads that are made in the same way, so that what runs there takes none of
   * this one's. Its threads have the caller's context class loader, whoever causes their making.
   *
   * @param name what the names of its threads begin with
   * @param threads most platform threads; without meaning where they are virtual
   */
  public CallbackExecutor beside(String name, int threads) {
    ThreadFactory made = others.apply(name);
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return on(
        task -> {
          Thread thread = made.newThread(task);
          if (thread != null) {
            thread.setContextClassLoader(loader);
          }
          return thread;
        },
        virtual,
        threads);
  }

  private static ThreadFactory named(ThreadFactory factory, String name) {
    AtomicLong number = new AtomicLong();
    return task -> {
      Thread thread = factory.newThread(task);
      if (thread != null) {
        thread.setName(name + number.incrementAndGet());
      }
      return thread;
    };
  }

  private static ExecutorService pool(int threads, ThreadFactory factory) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Whether every task has a virtual thread of its own. */
  public boolean virtual() {
    return virtual;
  }

  /** Whether tasks wait because every thread of the pool is busy. */
  public boolean exhausted() {
    return tasks instanceof ThreadPoolExecutor pool
        && !pool.getQueue().isEmpty()
        && pool.getActiveCount() == pool.getMaximumPoolSize();
  }

  /** How many threads of the pool run a task; empty where it has no bound. */
  public Optional<PoolUsage> usage() {
    return tasks instanceof ThreadPoolExecutor pool
        ? Optional.of(new PoolUsage(pool.getActiveCount(), pool.getMaximumPoolSize()))
        : Optional.empty();
  }

  /** Lets half of a pool's threads wait for slow clients, and any others. */
  public WaitingRoom waitingRoom() {
    return waitingRoom;
  }

  @Override
  public void execute(Runnable task) {
    tasks.execute(logged(task));
  }

  /** For short tasks that others may be waiting for. */
  public Executor completions() {
    return task -> completions.execute(logged(task));
  }

  /**
   * Takes no more tasks, waits for those under way, and after the time given interrupts them. Then
   * it waits a moment for its platform threads to end.
   */
  public void shutdown(Duration longest) {
    tasks.shutdown();
    completions.shutdown();
    long deadline = System.nanoTime() + longest.toNanos();
    try {
      if (!tasks.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)
          || !completions.awaitTermination(
              Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        tasks.shutdownNow();
        completions.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tasks.shutdownNow();
      completions.shutdownNow();
    }
    threads.forEach(made -> made.join(LINGER));
  }

  private static Runnable logged(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (VirtualMachineError e) {
        LOG.error("a callback thread failed", e);
        throw e;
      } catch (Throwable e) {
        LOG.error("a task failed without anybody to take the failure", e);
      }
    };
  }

  // --- by reflection: the bytecode stays at 17 --------------------------------------------------

  /** Makes virtual threads; null on a JVM older than 21. */
  public static @Nullable ThreadFactory virtualFactory() {
    return virtualFactory(NAME);
  }

  private static ThreadFactory requiredVirtual(String name) {
    return requireNonNull(virtualFactory(name));
  }

  private static @Nullable ThreadFactory virtualFactory(String prefix) {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
      return (ThreadFactory) type.getMethod("factory").invoke(named);
    } catch (ReflectiveOperationException e) {
      return null; // older than 21, or 19 and 20 without the preview
    }
  }

  /** Whether a thread is virtual. */
  public static boolean isVirtual(Thread thread) {
    try {
      return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static ExecutorService perTask(ThreadFactory factory) {
    try {
      return (ExecutorService)
          Executors.class
              .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
              .invoke(null, factory);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a JVM with virtual threads has this", e);
    }
  }
}
