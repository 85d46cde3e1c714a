package io.fairlead.jakartaee;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.executor.CallbackExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one application. Where the server has Jakarta Concurrency they are made by its
 * managed thread factory, virtual ones where that can; elsewhere by the JVM, with the application's
 * class loader as their context. All of them end with the application.
 */
final class ServerThreads {

  private static final Logger LOG = LogManager.getLogger(ServerThreads.class);

  /** The application's own first, which may make virtual threads. */
  private static final List<String> FACTORIES =
      List.of("java:module/concurrent/FairleadThreads", "java:comp/DefaultManagedThreadFactory");

  private final CallbackExecutor callbacks;
  private final CallbackExecutor blocking;
  private final String description;

  private ServerThreads(ThreadFactory factory, boolean virtual, int threads, String description) {
    this.callbacks = CallbackExecutor.on(factory, virtual, threads);
    // of its own: a server that blocks in a close must not hold up callbacks
    this.blocking = virtual ? callbacks : CallbackExecutor.on(factory, false, threads);
    this.description = description;
  }

  /** The best that this server has. */
  static ServerThreads of(FairleadConfig config, ClassLoader application) {
    int threads = config.get(Settings.SERVER_WORKERS);
    for (String name : FACTORIES) {
      ThreadFactory managed = lookUp(name);
      if (managed != null) {
        boolean virtual = makesVirtual(managed);
        return new ServerThreads(
            orElse(managed, application),
            virtual,
            threads,
            "managed " + kind(virtual) + " threads");
      }
    }
    ThreadFactory virtual = CallbackExecutor.virtualFactory();
    return new ServerThreads(
        own(application, virtual),
        virtual != null,
        threads,
        "own " + kind(virtual != null) + " threads");
  }

  private static String kind(boolean virtual) {
    return virtual ? "virtual" : "platform";
  }

  @SuppressWarnings("BanJNDI") // the names are constants, below java: only
  private static @Nullable ThreadFactory lookUp(String name) {
    try {
      return new InitialContext().lookup(name) instanceof ThreadFactory factory ? factory : null;
    } catch (NamingException | RuntimeException e) {
      LOG.debug("no {} here: {}", name, e.toString());
      return null;
    }
  }

  private static boolean makesVirtual(ThreadFactory factory) {
    try {
      Thread thread = factory.newThread(() -> {});
      return thread != null && CallbackExecutor.isVirtual(thread);
    } catch (RuntimeException e) {
      LOG.debug("the managed thread factory makes no threads yet", e);
      return false;
    }
  }

  /**
   * A server may close its factory before the application has ended; the drain needs threads. And
   * on WildFly a managed thread has at times the class loader of the thread that asked for it.
   */
  private static ThreadFactory orElse(ThreadFactory managed, ClassLoader application) {
    ThreadFactory own = own(application, null);
    return task -> {
      try {
        Thread thread =
            managed.newThread(
                () -> {
                  Thread.currentThread().setContextClassLoader(application);
                  task.run();
                });
        if (thread != null) {
          return thread;
        }
      } catch (RuntimeException e) {
        LOG.debug("the server makes no more threads for this application: {}", e.toString());
      }
      return own.newThread(task);
    };
  }

  private static ThreadFactory own(ClassLoader application, @Nullable ThreadFactory virtual) {
    AtomicLong number = new AtomicLong();
    return task -> {
      Thread thread;
      if (virtual != null) {
        thread = virtual.newThread(task);
      } else {
        thread = new Thread(task, "fairlead-callback-" + number.getAndIncrement());
        thread.setDaemon(true);
      }
      thread.setContextClassLoader(application);
      return thread;
    };
  }

  /** For callbacks. */
  Executor callbacks() {
    return callbacks;
  }

  /** For short tasks that others may be waiting for. */
  Executor completions() {
    return callbacks.completions();
  }

  /** For calls into the server that may block. */
  Executor blocking() {
    return blocking;
  }

  /** Takes no more tasks, waits for those under way, and after the time given interrupts them. */
  void close(Duration longest) {
    callbacks.shutdown(longest);
    blocking.shutdown(longest);
  }

  @Override
  public String toString() {
    return description;
  }
}
