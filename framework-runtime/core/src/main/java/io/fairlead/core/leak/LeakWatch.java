package io.fairlead.core.leak;

import io.fairlead.api.event.LeakFound;
import io.fairlead.api.event.LeakFound.Kind;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.ScopeSettings;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds what goes on although its owner has ended: looks once, a grace period after the end ({@code
 * fairlead.leaks.grace}), and for what it found again now and then until that is gone. Each leak is
 * logged as a warning, counted, and told as an event. Safe for any thread; nothing blocks.
 */
public final class LeakWatch {

  /** For where nobody looks. */
  public static final LeakWatch NONE = new LeakWatch(null, Duration.ofSeconds(5), 0, leak -> {});

  private static final Logger LOG = LogManager.getLogger(LeakWatch.class);

  private final @Nullable ScheduledExecutorService timer;
  private final Duration grace;
  private final int frames;
  private final Consumer<LeakFound> told;
  private final LongAdder[] found = new LongAdder[Kind.values().length];
  private final LongAdder[] gone = new LongAdder[found.length];

  private LeakWatch(
      @Nullable ScheduledExecutorService timer,
      Duration grace,
      int frames,
      Consumer<LeakFound> told) {
    this.timer = timer;
    this.grace = grace;
    this.frames = frames;
    this.told = told;
    Arrays.setAll(found, i -> new LongAdder());
    Arrays.setAll(gone, i -> new LongAdder());
  }

  /**
   * A watch as configured.
   *
   * @param timer looks
   * @param told hears of each leak; must not block
   */
  public static LeakWatch of(
      FairleadConfig config, ScheduledExecutorService timer, Consumer<LeakFound> told) {
    return new LeakWatch(
        timer, config.get(ScopeSettings.LEAK_GRACE), config.get(ScopeSettings.LEAK_FRAMES), told);
  }

  /** Where the calling thread is, for {@link #ended}; cheap. */
  public MadeAt here() {
    return MadeAt.here(frames);
  }

  /**
   * Something was told to end: reports it if it still goes on after the grace period.
   *
   * @param owner whose it was
   * @param what its name
   * @param goesOn whether it still does; cheap, for any thread
   */
  public void ended(Kind kind, String owner, String what, MadeAt madeAt, BooleanSupplier goesOn) {
    long since = System.nanoTime();
    later(
        () -> {
          if (goesOn.getAsBoolean()) {
            found(kind, owner, what, madeAt, since);
            untilGone(kind, owner, what, goesOn);
          }
        });
  }

  /** A session below should have ended with its connection. */
  public void sessionEnded(String owner, String what, BooleanSupplier goesOn) {
    ended(Kind.SESSION, owner, "the session", MadeAt.text(what), goesOn);
  }

  /**
   * A plugin has been stopped, and its executor with it: reports its threads that still run after
   * the grace period, those whose context class loader is the plugin's. Where they were made the
   * JVM does not tell; where they are it does.
   *
   * @param owner the plugin's id
   * @param loader the plugin's; is not kept alive
   */
  public void ownerEnded(String owner, @Nullable ClassLoader loader) {
    // the class loader of the application has threads of its own
    boolean apart = loader != null && loader != LeakWatch.class.getClassLoader();
    PluginThreads threads =
        new PluginThreads(owner, new WeakReference<>(apart ? loader : null), frames);
    long since = System.nanoTime();
    later(
        () ->
            threads
                .alive()
                .forEach(
                    (thread, madeAt) -> {
                      found(Kind.THREAD, owner, "thread " + thread.getName(), madeAt, since);
                      WeakReference<Thread> weak = new WeakReference<>(thread);
                      untilGone(
                          Kind.THREAD,
                          owner,
                          "thread " + thread.getName(),
                          () -> alive(weak.get()));
                    }));
  }

  private static boolean alive(@Nullable Thread thread) {
    return thread != null && thread.isAlive();
  }

  /**
   * Registrations that are there although their owner has ended; reported at once.
   *
   * @param count 0 for none
   */
  public void registrationsLeft(String owner, int count) {
    if (count > 0) {
      found(
          Kind.SUBSCRIPTION,
          owner,
          count + " subscriptions or listeners",
          MadeAt.UNKNOWN,
          System.nanoTime());
    }
  }

  private void found(Kind kind, String owner, String what, MadeAt madeAt, long since) {
    Duration age = Duration.ofNanos(System.nanoTime() - since);
    found[kind.ordinal()].increment();
    LOG.warn(
        "leak: {} of {} goes on {} ms after it should have ended; it has to end when it is"
            + " interrupted or closed. It was made, or is, at\n{}",
        what,
        owner,
        age.toMillis(),
        madeAt);
    told.accept(new LeakFound(kind, owner, what, madeAt.toString(), age));
  }

  private void untilGone(Kind kind, String owner, String what, BooleanSupplier goesOn) {
    later(
        () -> {
          if (goesOn.getAsBoolean()) {
            untilGone(kind, owner, what, goesOn);
          } else {
            gone[kind.ordinal()].increment();
            LOG.info("{} of {}, reported as a leak, has ended now", what, owner);
          }
        });
  }

  private void later(Runnable look) {
    if (timer == null) {
      return;
    }
    try {
      var unused = timer.schedule(() -> contained(look), grace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the runtime has ended; nobody looks for leaks any more");
    }
  }

  private static void contained(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.error("a look for leaks failed", e);
    }
  }

  /** What was found so far. */
  public LeakReport report() {
    Map<Kind, Long> all = new EnumMap<>(Kind.class);
    Map<Kind, Long> open = new EnumMap<>(Kind.class);
    for (Kind kind : List.of(Kind.values())) {
      long over = gone[kind.ordinal()].sum(); // first, or there would be less than none
      all.put(kind, found[kind.ordinal()].sum());
      open.put(kind, kind == Kind.SUBSCRIPTION ? 0 : found[kind.ordinal()].sum() - over);
    }
    return new LeakReport(Map.copyOf(all), Map.copyOf(open));
  }
}
