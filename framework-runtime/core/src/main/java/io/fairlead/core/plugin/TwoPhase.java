package io.fairlead.core.plugin;

import io.fairlead.api.plugin.Contribution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes contributions through prepare, then commit or rollback, side by side in each phase. Each
 * phase has half of the time that is left, so that one that hangs leaves the others theirs. Holds
 * no thread but those that the contributions block.
 */
public final class TwoPhase<T extends Contribution> {

  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final boolean allOrNone;
  private final Faults faults;

  /**
   * A way of doing it.
   *
   * @param executor runs the calls, which may block
   * @param allOrNone whether one failure to prepare rolls back all; else only those that failed
   */
  public TwoPhase(
      Executor executor, ScheduledExecutorService timer, boolean allOrNone, Faults faults) {
    this.executor = executor;
    this.timer = timer;
    this.allOrNone = allOrNone;
    this.faults = faults;
  }

  /** Hears of each failure; any thread, must not block. */
  @FunctionalInterface
  public interface Faults {
    /** Takes one: a {@link TimeoutException} for a contribution that is late. */
    void failed(Contributed<?> target, String phase, Throwable fault);
  }

  /** A phase. */
  @FunctionalInterface
  public interface Phase<T, R> {
    /** Begins it. */
    CompletionStage<R> call(T contribution, Instant deadline) throws Exception;
  }

  /** What became of it. */
  public record Result<R>(List<R> committed, boolean rolledBack) {}

  /**
   * Runs it.
   *
   * @return never fails, and is done when the time has passed; with what the commits gave, in order
   */
  public <R> CompletionStage<Result<R>> run(
      List<Contributed<T>> all,
      Duration time,
      Phase<T, Void> prepare,
      Phase<T, R> commit,
      Phase<T, Void> rollback) {
    long end = System.nanoTime() + time.toNanos();
    return pass(all, "prepare", half(end), prepare)
        .thenCompose(
            votes -> {
              List<Contributed<T>> good = ended(votes, true);
              List<Contributed<T>> bad = ended(votes, false);
              boolean none = allOrNone && !bad.isEmpty();
              List<Contributed<T>> back = none ? all : bad;
              return pass(back, "rollback", half(end), rollback)
                  .thenCompose(done -> pass(none ? List.of() : good, "commit", left(end), commit))
                  .thenApply(commits -> new Result<>(values(commits), none));
            });
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  private static Duration half(long end) {
    return left(end).dividedBy(2);
  }

  /** How one contribution came out of a phase. */
  private record Vote<T extends Contribution, R>(
      Contributed<T> target, boolean passed, @Nullable R value) {}

  private static <T extends Contribution, R> List<Contributed<T>> ended(
      List<Vote<T, R>> votes, boolean passed) {
    return votes.stream().filter(vote -> vote.passed() == passed).map(Vote::target).toList();
  }

  private static <T extends Contribution, R> List<R> values(List<Vote<T, R>> votes) {
    List<R> values = new ArrayList<>();
    for (Vote<T, R> vote : votes) {
      if (vote.value() != null) {
        values.add(vote.value());
      }
    }
    return values;
  }

  private <R> CompletionStage<List<Vote<T, R>>> pass(
      List<Contributed<T>> all, String phase, Duration longest, Phase<T, R> call) {
    List<CompletableFuture<Vote<T, R>>> votes =
        all.stream().map(target -> start(target, phase, longest, call)).toList();
    return CompletableFuture.allOf(votes.toArray(CompletableFuture[]::new))
        .thenApply(done -> votes.stream().map(CompletableFuture::join).toList());
  }

  /** On a thread of its own: one that hangs must not hold up the others. */
  private <R> CompletableFuture<Vote<T, R>> start(
      Contributed<T> target, String phase, Duration longest, Phase<T, R> call) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    AtomicReference<@Nullable Thread> blocked = new AtomicReference<>();
    ScheduledFuture<?> alarm = alarm(answer, blocked, longest);
    Instant deadline = Instant.now().plus(longest);
    try {
      executor.execute(() -> begin(target, deadline, call, answer, blocked));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer.handle(
        (value, failure) -> {
          alarm.cancel(false);
          if (failure != null) {
            faults.failed(target, phase, unwrapped(failure));
          }
          return new Vote<>(target, failure == null, value);
        });
  }

  private ScheduledFuture<?> alarm(
      CompletableFuture<?> answer, AtomicReference<@Nullable Thread> blocked, Duration longest) {
    return timer.schedule(
        () -> {
          String why = "it is late: not done within " + longest.toMillis() + " ms";
          if (answer.completeExceptionally(new TimeoutException(why))) {
            synchronized (blocked) {
              Thread thread = blocked.get();
              if (thread != null) {
                thread.interrupt();
              }
            }
          }
        },
        longest.toNanos(),
        TimeUnit.NANOSECONDS);
  }

  private static <T extends Contribution, R> void begin(
      Contributed<T> target,
      Instant deadline,
      Phase<T, R> call,
      CompletableFuture<R> answer,
      AtomicReference<@Nullable Thread> blocked) {
    synchronized (blocked) {
      if (answer.isDone()) {
        return; // no thread was free in time
      }
      blocked.set(Thread.currentThread());
    }
    Throwable fault;
    try {
      fault = Invoker.call(target, each -> settle(call.call(each, deadline), answer));
    } finally {
      synchronized (blocked) {
        blocked.set(null);
        if (answer.isCompletedExceptionally()) {
          Thread.interrupted(); // of our interrupt nothing may be left
        }
      }
    }
    if (fault != null) {
      answer.completeExceptionally(fault);
    }
  }

  private static <R> void settle(@Nullable CompletionStage<R> stage, CompletableFuture<R> answer) {
    if (stage == null) {
      throw new IllegalStateException("it gave null instead of a stage");
    }
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                answer.complete(value);
              } else {
                answer.completeExceptionally(failure);
              }
            });
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
