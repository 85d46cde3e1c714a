package io.fairlead.core.plugin;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.plugin.ErrorContext;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Asks the error handlers, in order, and does what the first says that has an opinion. */
public final class ErrorChain {

  private static final Logger LOG = LogManager.getLogger(ErrorChain.class);

  /** A failure while one is being told must not start over: that could go on for ever. */
  private static final ThreadLocal<List<Object>> TELLING =
      ThreadLocal.withInitial(() -> new ArrayList<>(1));

  private static final Object NO_CONNECTION = new Object();

  private final ContributionRegistry contributions;
  private final @Nullable Watched watched;

  private record Failure(
      ErrorContext.Source source, Optional<Connection> connection, Optional<String> pluginId)
      implements ErrorContext {}

  /**
   * A chain of what is contributed at the time of each failure.
   *
   * @param watched keeps an eye on handlers that do not return; null where nobody waits for them
   */
  public ErrorChain(ContributionRegistry contributions, @Nullable Watched watched) {
    this.contributions = contributions;
    this.watched = watched;
  }

  /**
   * How handlers are watched.
   *
   * @param eventLoop whether the calling thread must not be interrupted
   */
  public record Watched(CallWatch watch, CallWatch.Limit limit, BooleanSupplier eventLoop) {}

  /**
   * Asks those that are there now.
   *
   * @param connection null where there is none
   * @param pluginId who failed; null where it was no plugin
   * @return whether a handler has ended the matter
   */
  public boolean decided(
      ErrorContext.Source source,
      @Nullable Connection connection,
      @Nullable String pluginId,
      Throwable error) {
    return decided(source, connection, pluginId, error, null);
  }

  /**
   * Asks.
   *
   * @param set whose handlers; null for what is there now
   */
  public boolean decided(
      ErrorContext.Source source,
      @Nullable Connection connection,
      @Nullable String pluginId,
      Throwable error,
      @Nullable ContributionSet set) {
    Object about = connection == null ? NO_CONNECTION : connection;
    List<Object> telling = TELLING.get();
    if (telling.contains(about)) {
      LOG.debug("a failure while error handlers are at work is not told to them", error);
      return true; // it is in the log already, and the endpoint has nothing to do with it
    }
    telling.add(about);
    try {
      return ask(
          new Failure(source, Optional.ofNullable(connection), Optional.ofNullable(pluginId)),
          error,
          set);
    } finally {
      telling.remove(about);
      if (telling.isEmpty()) {
        TELLING.remove();
      }
    }
  }

  private boolean ask(Failure failure, Throwable error, @Nullable ContributionSet set) {
    ContributionSet now =
        set != null
            ? set
            : failure.connection().map(contributions::of).orElseGet(contributions::current);
    for (Contributed<ErrorHandler> handler : now.all(ErrorHandler.class)) {
      ErrorDecision decision = ask(handler, failure, error);
      if (decision instanceof ErrorDecision.Reply reply) {
        failure.connection().ifPresent(connection -> connection.send(reply.message()));
      } else if (decision instanceof ErrorDecision.Close close) {
        failure.connection().ifPresent(connection -> connection.close(close.reason()));
      }
      if (!(decision instanceof ErrorDecision.Next)) {
        return true;
      }
    }
    return false;
  }

  private ErrorDecision ask(
      Contributed<ErrorHandler> handler, ErrorContext context, Throwable error) {
    var answer =
        new Object() {
          @Nullable ErrorDecision decision;
        };
    CallWatch.Late late = // no error handler is told of it: that might be the same one again
        why -> LOG.warn("an error handler of '{}' is late: {}", handler.owner(), why.getMessage());
    Invoker.Call<ErrorHandler> call = h -> answer.decision = h.onError(context, error);
    if (watched == null) {
      Invoker.call(handler, call);
    } else {
      boolean interrupts = !watched.eventLoop().getAsBoolean();
      watched.watch().call(handler, call, watched.limit(), interrupts, late);
    }
    return answer.decision != null ? answer.decision : ErrorDecision.next();
  }
}
