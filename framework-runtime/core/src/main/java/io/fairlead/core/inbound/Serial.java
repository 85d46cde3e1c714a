package io.fairlead.core.inbound;

import io.fairlead.core.plugin.Fatal;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of one connection, one after the other, on a shared executor. A step may return a
 * stage; the next step waits for it without holding a thread.
 */
final class Serial {

  private static final Logger LOG = LogManager.getLogger(Serial.class);

  /** A piece of work that contains its own failures. */
  @FunctionalInterface
  interface Step {
    /** Does it; null or a finished stage when all is done. */
    @Nullable CompletionStage<?> run();
  }

  /** So long may one connection keep a thread where others may wait for it. */
  private static final long TURN_NANOS = 10_000_000;

  private final Executor executor;
  private final int turn;
  private final boolean shares;
  private final Map<String, String> logContext;
  private final ArrayDeque<Step> steps = new ArrayDeque<>(1);
  private boolean busy;
  private @Nullable AtomicReference<@Nullable Serial> waiting;
  private @Nullable Consumer<Runnable> patience;

  /**
   * Runs steps.
   *
   * @param turn so many steps in a row, or fewer where they are slow, then other connections get
   *     the thread; {@link Integer#MAX_VALUE} where the executor runs tasks at once
   */
  Serial(Executor executor, int turn, Map<String, String> logContext) {
    this.executor = executor;
    this.turn = turn;
    this.shares = turn < Integer.MAX_VALUE;
    this.logContext = logContext;
  }

  void add(Step step) {
    synchronized (this) {
      steps.add(step);
      if (busy) {
        return;
      }
      busy = true;
    }
    executor.execute(this::run);
  }

  /** As {@link #add(Step)}, for what never blocks: on the calling thread where that is free. */
  void addShort(Runnable step) {
    synchronized (this) {
      if (busy) {
        steps.add(
            () -> {
              step.run();
              return null;
            });
        return;
      }
      busy = true;
    }
    try {
      step.run();
    } finally {
      handOver();
    }
  }

  /** What was added meanwhile may block. */
  private void handOver() {
    synchronized (this) {
      busy = !steps.isEmpty();
      if (!busy) {
        return;
      }
    }
    executor.execute(this::run);
  }

  synchronized boolean idle() {
    return !busy;
  }

  /**
   * From now on waits for no stage without a limit, the one under way included.
   *
   * @param later runs a task when a wait has lasted long enough
   */
  void limitWaits(Consumer<Runnable> later) {
    AtomicReference<@Nullable Serial> gate;
    synchronized (this) {
      patience = later;
      gate = waiting;
    }
    if (gate != null) {
      later.accept(() -> goOn(gate));
    }
  }

  private void run() {
    boolean ours = ThreadContext.isEmpty();
    ThreadContext.putAll(logContext);
    boolean alive = false;
    long start = shares ? System.nanoTime() : 0;
    try {
      for (int done = 0; done < turn; done++) {
        Step step;
        synchronized (this) {
          step = steps.poll();
          if (step == null) {
            busy = false;
            alive = true;
            return;
          }
        }
        CompletionStage<?> stage = runContained(step);
        if (stage != null && !passed(stage)) {
          alive = true;
          return;
        }
        if (shares && System.nanoTime() - start > TURN_NANOS) {
          break;
        }
      }
      alive = true;
    } finally {
      if (ours) {
        ThreadContext.clearMap(); // cheaper than to take the keys out
      } else {
        ThreadContext.removeAll(logContext.keySet());
      }
      if (!alive) { // the JVM is in trouble; if it lives on, so does the connection
        synchronized (this) {
          busy = false;
        }
      }
    }
    executor.execute(this::run);
  }

  private static @Nullable CompletionStage<?> runContained(Step step) {
    try {
      return step.run();
    } catch (Throwable e) {
      Fatal.rethrow(e);
      LOG.error("a step failed that should contain its failures", e);
      return null;
    }
  }

  /** Whether the stage is done; if not, its end will bring the next step. */
  private boolean passed(CompletionStage<?> stage) {
    // the limit may be told long after the connection's end: an empty gate holds nothing of it
    AtomicReference<@Nullable Serial> gate = new AtomicReference<>(this);
    Consumer<Runnable> limit;
    synchronized (this) {
      waiting = gate;
      limit = patience;
    }
    AtomicBoolean inline = new AtomicBoolean(true);
    AtomicBoolean done = new AtomicBoolean();
    stage.whenComplete(
        (value, failure) -> {
          done.set(true);
          if (!inline.get()) {
            goOn(gate);
          }
        });
    inline.set(false);
    // whoever closes the gate goes on: this thread, the stage's thread, or the limit's
    if (done.get()) {
      return closeGate(gate);
    }
    if (limit != null) {
      limit.accept(() -> goOn(gate));
    }
    return false;
  }

  private static boolean closeGate(AtomicReference<@Nullable Serial> gate) {
    return taken(gate) != null;
  }

  private static @Nullable Serial taken(AtomicReference<@Nullable Serial> gate) {
    Serial serial = gate.getAndSet(null);
    if (serial != null) {
      synchronized (serial) {
        serial.waiting = null;
      }
    }
    return serial;
  }

  private static void goOn(AtomicReference<@Nullable Serial> gate) {
    Serial serial = taken(gate);
    if (serial != null) {
      serial.executor.execute(serial::run);
    }
  }
}
