package io.fairlead.core.admission;

import io.fairlead.api.plugin.Contribution;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.Invoker;
import io.fairlead.core.plugin.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls a contribution that answers by a stage, and contains what goes wrong now or later. */
final class GuardedCall {

  private GuardedCall() {}

  /** A call that answers by a stage. */
  @FunctionalInterface
  interface Call<T extends Contribution, R> {
    @Nullable CompletionStage<R> on(T contribution) throws Throwable;
  }

  /** Reads an answer; part of the call as far as faults are concerned. */
  @FunctionalInterface
  interface Reader<R, S> {
    S read(R answer) throws Exception;
  }

  /**
   * Makes the call.
   *
   * @param reader runs where the contribution answers, with what it throws contained too
   * @return fails where the contribution threw, failed, or gave null; that has been logged then
   */
  static <T extends Contribution, R, S> CompletableFuture<S> make(
      Contributed<T> target, Call<T, R> call, Reader<R, S> reader) {
    CompletableFuture<S> result = new CompletableFuture<>();
    Throwable fault =
        Invoker.call(
            target,
            contribution -> {
              CompletionStage<R> answer = call.on(contribution);
              if (answer == null) {
                throw new IllegalStateException("it gave null instead of a stage");
              }
              Usage usage = target.usage();
              usage.hold(); // its plugin is at work until it answers
              result.whenComplete((value, error) -> usage.letGo());
              answer.whenComplete((value, error) -> settle(target, result, reader, value, error));
            });
    if (fault != null) {
      result.completeExceptionally(fault);
    }
    return result;
  }

  private static <T extends Contribution, R, S> void settle(
      Contributed<T> target,
      CompletableFuture<S> result,
      Reader<R, S> reader,
      @Nullable R value,
      @Nullable Throwable error) {
    Throwable fault = new IllegalStateException("the call did not end");
    List<S> read = new ArrayList<>(1);
    try {
      fault =
          Invoker.call(
              target,
              contribution -> {
                if (error != null) {
                  throw unwrapped(error);
                }
                if (value == null) {
                  throw new IllegalStateException("its stage gave null");
                }
                read.add(reader.read(value));
              });
    } finally {
      if (fault != null) {
        result.completeExceptionally(fault);
      }
    }
    // outside the call, so that what follows does not run under the plugin's name
    read.forEach(result::complete);
  }

  private static Throwable unwrapped(Throwable error) {
    Throwable cause = error.getCause();
    return error instanceof CompletionException && cause != null ? cause : error;
  }
}
