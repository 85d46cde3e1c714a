package io.fairlead.core.scope;

import io.fairlead.api.connection.CurrentScope;
import io.fairlead.api.event.LeakFound.Kind;
import io.fairlead.core.leak.MadeAt;
import io.fairlead.core.plugin.Fatal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;

/** One task: waits, perhaps runs, and has one outcome. Its state is under its own lock. */
final class Task<T> extends Outcome<T> implements Runnable {

  private static final Logger LOG = LogManager.getLogger(Task.class);
  private static final ThreadLocal<@Nullable Task<?>> RUNNING = new ThreadLocal<>();

  private final @Nullable Task<?> parent;
  private final Duration timeout;
  private final long delayNanos;
  private final long deadline;
  private final MadeAt madeAt;
  private @Nullable ClassLoader loader;
  private @Nullable ClassLoader codeOf;
  private @Nullable Callable<? extends T> body;
  private @Nullable Thread runner;
  private boolean ready;
  private boolean begun;
  private boolean settled;
  private boolean cancelled;
  private @Nullable Future<?> start;
  private @Nullable Future<?> alarm;

  Task(
      ConnectionTasks tasks,
      @Nullable Task<?> parent,
      Callable<? extends T> body,
      Duration delay,
      Duration timeout) {
    super(tasks);
    this.parent = parent;
    this.body = body;
    this.timeout = timeout;
    this.delayNanos = delay.toNanos();
    long own = System.nanoTime() + delayNanos + timeout.toNanos();
    this.deadline = parent != null && parent.deadline - own < 0 ? parent.deadline : own;
    this.madeAt = tasks.scopes().leaks().here();
    this.loader = Thread.currentThread().getContextClassLoader();
    this.codeOf = body.getClass().getClassLoader();
  }

  static @Nullable Task<?> onThisThread() {
    return RUNNING.get();
  }

  /**
   * Whether the code of a class loader runs in it, or submitted it. One whose end is under way is
   * nobody's.
   */
  @SuppressWarnings("ReferenceEquality") // class loaders are
  synchronized boolean isOf(ClassLoader owner) {
    return !settled && (codeOf == owner || loader == owner);
  }

  boolean belongsTo(ConnectionTasks others) {
    return tasks() == others;
  }

  @Nullable Task<?> parent() {
    return parent;
  }

  /** Nanoseconds to its deadline; not above 0 when that has passed. */
  long remaining() {
    return deadline - System.nanoTime();
  }

  /** Lets it run when its time has come; after it was taken in. */
  void start() {
    synchronized (this) {
      if (settled) {
        return;
      }
      alarm = tasks().scopes().later(this::overdue, remaining());
      if (delayNanos > 0) {
        start = tasks().scopes().later(this::launch, delayNanos);
        return;
      }
    }
    launch();
  }

  private void launch() {
    synchronized (this) {
      ready = true;
    }
    if (parent != null && parent.isCancelled()) {
      settle(new CancellationException("the task that submitted this one was cancelled"));
      return;
    }
    try {
      tasks().scopes().execute(this);
    } catch (RejectedExecutionException e) {
      settle(new CancellationException("the runtime has ended"));
    }
  }

  private void overdue() {
    settle(
        new TimeoutException(
            "a task of "
                + tasks().connection()
                + " overran its deadline (it had "
                + timeout.toMillis()
                + " ms, or less by that of the task that submitted it)"));
  }

  @Override
  void help() {
    boolean waits;
    synchronized (this) {
      waits = ready && !begun && !settled;
    }
    if (waits) {
      run();
    }
  }

  @Override
  public void run() {
    Callable<? extends T> work;
    synchronized (this) {
      work = body;
      if (settled || begun || work == null) {
        return;
      }
      begun = true;
      body = null;
      runner = Thread.currentThread();
    }
    T value = null;
    Throwable failure = null;
    try {
      value = called(work);
    } catch (Throwable e) {
      failure = e;
    }
    ended(value, failure);
    if (failure != null) {
      Fatal.rethrow(failure);
    }
  }

  private T called(Callable<? extends T> work) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader loaderBefore = thread.getContextClassLoader();
    Map<String, String> logBefore = ThreadContext.getImmutableContext();
    Task<?> taskBefore = RUNNING.get();
    Object scopeBefore = CurrentScope.enter(new DefaultScope(tasks(), this));
    RUNNING.set(this);
    ThreadContext.putAll(tasks().logContext());
    thread.setContextClassLoader(loader);
    try {
      return work.call();
    } finally {
      thread.setContextClassLoader(loaderBefore);
      ThreadContext.clearMap(); // what the task left there, too
      ThreadContext.putAll(logBefore);
      if (taskBefore == null) {
        RUNNING.remove();
      } else {
        RUNNING.set(taskBefore);
      }
      CurrentScope.leave(scopeBefore);
    }
  }

  private void ended(@Nullable T value, @Nullable Throwable failure) {
    boolean mine;
    synchronized (this) {
      runner = null;
      loader = null;
      codeOf = null;
      mine = !settled;
      settled = true;
      if (cancelled) {
        Thread.interrupted(); // was meant for this task, not for what the thread does next
      }
    }
    Task<?> around = RUNNING.get();
    if (around != null && around.isCancelled()) {
      Thread.currentThread().interrupt(); // meant for that one, too
    }
    stopTimers();
    tasks().forget(this);
    if (mine) {
      complete(value, failure);
    } else if (failure != null) {
      LOG.debug("a cancelled task ended with {}", failure, failure);
    }
  }

  @Override
  boolean settle(Exception why) {
    boolean waited;
    boolean runs;
    synchronized (this) {
      if (settled) {
        return false;
      }
      settled = true;
      cancelled = true;
      waited = !begun;
      body = null;
      Thread thread = runner;
      runs = thread != null;
      if (thread != null) {
        thread.interrupt(); // under the lock, so that it cannot hit what the thread does next
      } else {
        loader = null;
        codeOf = null;
      }
    }
    stopTimers();
    if (waited) {
      tasks().forget(this);
    }
    if (runs) {
      watch();
    }
    tasks().cancelChildren(this);
    completeElsewhere(why);
    return true;
  }

  private void watch() {
    tasks()
        .scopes()
        .leaks()
        .ended(Kind.TASK, String.valueOf(tasks().connection()), "a task", madeAt, this::runs);
  }

  private synchronized boolean runs() {
    return runner != null;
  }

  private void stopTimers() {
    Future<?> first;
    Future<?> second;
    synchronized (this) {
      first = start;
      second = alarm;
    }
    if (first != null) {
      first.cancel(false);
    }
    if (second != null) {
      second.cancel(false);
    }
  }

  /** Whether it was ended by somebody else. */
  synchronized boolean isCancelled() {
    return cancelled;
  }

  @Override
  public synchronized boolean isDone() {
    return settled;
  }
}
