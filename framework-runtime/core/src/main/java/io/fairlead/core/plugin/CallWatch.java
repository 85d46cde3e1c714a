package io.fairlead.core.plugin;

import io.fairlead.api.plugin.Contribution;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Setting;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches calls of plugins that somebody waits for. One that is late is told of once and
 * interrupted. One sweep over all that run: a timer for each call would cost more than the call.
 */
public final class CallWatch {

  private static final Logger LOG = LogManager.getLogger(CallWatch.class);
  private static final long SWEEP_MILLIS = 100;

  /** The innermost call under way on a thread. */
  private static final ThreadLocal<@Nullable Running> INNERMOST = new ThreadLocal<>();

  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final Executor executor;

  /** What {@link #call} gives for a call that was late, whatever became of it. */
  public static final Throwable LATE = new LateException();

  private static final class LateException extends Exception {
    private static final long serialVersionUID = 1L;

    LateException() {
      super("late", null, false, false);
    }
  }

  /**
   * A deadline, and where it stands.
   *
   * @param setting for the message
   */
  public record Limit(Duration longest, String setting) {
    /** As a setting says. */
    public static Limit of(FairleadConfig config, Setting<Duration> setting) {
      return new Limit(config.get(setting), setting.key());
    }
  }

  /** Hears of a call that has not ended in time; runs on another thread, while the call goes on. */
  @FunctionalInterface
  public interface Late {
    /** Takes it. */
    void told(TimeoutException why);
  }

  /**
   * A watch.
   *
   * @param timer sweeps; its owner's end is the watch's
   * @param executor tells of what is late
   */
  public CallWatch(ScheduledExecutorService timer, Executor executor) {
    this.executor = executor;
    timer.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * As {@link Invoker#call}, within a limit.
   *
   * @param interrupts whether this thread may be interrupted; an event loop may not
   * @return what it threw, {@link #LATE} where it was late, which has been told already, or null
   */
  public <T extends Contribution> @Nullable Throwable call(
      Contributed<T> target, Invoker.Call<T> call, Limit limit, boolean interrupts, Late late) {
    Running around = INNERMOST.get();
    Running entry =
        new Running(Thread.currentThread(), System.nanoTime(), limit, interrupts, late, around);
    INNERMOST.set(entry);
    running.add(entry);
    Throwable fault;
    boolean overdue = false;
    try {
      fault = Invoker.call(target, call);
    } finally {
      running.remove(entry);
      overdue = entry.end();
      if (around == null) {
        INNERMOST.remove();
      } else {
        INNERMOST.set(around);
      }
    }
    if (overdue && fault == null) {
      target.usage().failed(); // one that threw has been counted
    }
    return overdue ? LATE : fault;
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Running each : running) {
      if (now - each.since > each.limit.longest.toNanos() && each.expire()) {
        tell(each);
      }
    }
  }

  private void tell(Running call) {
    String why =
        "no return within " + call.limit.setting + " (" + call.limit.longest.toMillis() + " ms)";
    try {
      executor.execute(() -> call.late.told(new TimeoutException(why)));
    } catch (RejectedExecutionException e) {
      LOG.warn("a plugin is late and the server stops: {}", why);
    }
  }

  /** One call, on one thread; equal to itself only. */
  private static final class Running {
    private final Thread thread;
    private final long since;
    private final Limit limit;
    private final boolean interrupts;
    private final Late late;
    private final @Nullable Running around;
    private boolean ended;
    private boolean expired;

    Running(
        Thread thread,
        long since,
        Limit limit,
        boolean interrupts,
        Late late,
        @Nullable Running around) {
      this.around = around;
      this.thread = thread;
      this.since = since;
      this.limit = limit;
      this.interrupts = interrupts;
      this.late = late;
    }

    /** Whether this is the moment at which it becomes late. */
    synchronized boolean expire() {
      if (ended || expired) {
        return false;
      }
      expired = true;
      if (interrupts) {
        thread.interrupt(); // never one that has gone on to something else: see the lock
      }
      return true;
    }

    /** Whether it was late; of our interrupt nothing is left then, but for a call around it. */
    boolean end() {
      boolean interrupted;
      synchronized (this) {
        ended = true;
        interrupted = expired && interrupts;
        if (interrupted) {
          Thread.interrupted();
        }
      }
      for (Running each = around; interrupted && each != null; each = each.around) {
        each.interruptAgain();
      }
      return wasLate();
    }

    private synchronized boolean wasLate() {
      return expired;
    }

    private synchronized void interruptAgain() {
      if (expired && interrupts) {
        thread.interrupt();
      }
    }
  }
}
