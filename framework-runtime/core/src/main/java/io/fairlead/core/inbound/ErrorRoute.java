package io.fairlead.core.inbound;

import io.fairlead.api.event.ConnectionFailed;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.ErrorContext;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.event.EventSink;
import io.fairlead.core.plugin.CallWatch;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.ContributionSet;
import io.fairlead.core.plugin.ErrorChain;
import io.fairlead.core.plugin.Fatal;
import io.fairlead.core.plugin.Invoker;
import io.fairlead.core.plugin.PluginCalls;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes the failures of one connection to the error handlers, then to the endpoint, then to the
 * log, and calls its plugins. docs/errors.md has the table.
 */
final class ErrorRoute implements PluginCalls {

  private static final Logger LOG = LogManager.getLogger(ErrorRoute.class);

  private final DefaultConnection connection;
  private final Receiver receiver;
  private final EventSink events;
  private final Failures failures;
  private final ErrorChain chain;

  /** What the routes of all connections share. */
  record Failures(
      ContributionRegistry contributions,
      CallWatch watch,
      Executor executor,
      CallWatch.Limit hooks,
      CallWatch.Limit handlers) {}

  ErrorRoute(DefaultConnection connection, Receiver receiver, EventSink events, Failures failures) {
    this.connection = connection;
    this.receiver = receiver;
    this.events = events;
    this.failures = failures;
    this.chain =
        new ErrorChain(
            failures.contributions(),
            new ErrorChain.Watched(
                failures.watch(), failures.hooks(), connection.transport()::onEventLoop));
  }

  /** A failure that the endpoint may hear of, in no turn. */
  void endpoint(ErrorContext.Source source, Throwable error) {
    endpoint(source, error, null);
  }

  /**
   * A failure that the endpoint may hear of.
   *
   * @param turn what the callback goes by that failed; null for what is there now
   */
  void endpoint(ErrorContext.Source source, Throwable error, @Nullable ContributionSet turn) {
    if (!decided(source, null, error, turn) && !tellEndpoint(error)) {
      // a client that vanishes or does not read is everyday life, an endpoint that throws is not
      boolean everyday =
          source == ErrorContext.Source.TRANSPORT
              || (error instanceof IOException && connection.sendsNothing());
      LOG.log(
          everyday ? Level.DEBUG : Level.WARN,
          "{} failure on {}: {}",
          source,
          connection.path(),
          error.toString(),
          error);
    }
  }

  /** A plugin's failure: the endpoint never knows, and the log has it already. */
  void plugin(ErrorContext.Source source, String pluginId, Throwable error) {
    plugin(source, pluginId, error, null);
  }

  /** The same in a turn. */
  void plugin(
      ErrorContext.Source source,
      String pluginId,
      Throwable error,
      @Nullable ContributionSet turn) {
    decided(source, pluginId, error, turn);
  }

  // --- plugins -----------------------------------------------------------------------------------

  @Override
  public <T extends Contribution> boolean call(
      ErrorContext.Source source, Contributed<T> target, Invoker.Call<T> call) {
    return call(source, target, call, failures.hooks(), null);
  }

  /** The same for a hook in a turn. */
  <T extends Contribution> void hook(
      Contributed<T> target, Invoker.Call<T> call, ContributionSet turn) {
    call(ErrorContext.Source.HOOK, target, call, failures.hooks(), turn);
  }

  /** The same for handlers of messages, which have a deadline of their own. */
  <T extends Contribution> boolean handler(
      Contributed<T> target, Invoker.Call<T> call, ContributionSet turn) {
    return call(ErrorContext.Source.HANDLER, target, call, failures.handlers(), turn);
  }

  private <T extends Contribution> boolean call(
      ErrorContext.Source source,
      Contributed<T> target,
      Invoker.Call<T> call,
      CallWatch.Limit limit,
      @Nullable ContributionSet turn) {
    boolean interrupts = !connection.transport().onEventLoop();
    Throwable fault =
        failures.watch().call(target, call, limit, interrupts, why -> late(target, why, turn));
    if (fault != null && fault != CallWatch.LATE) {
      plugin(source, target.owner(), fault, turn);
    }
    return fault == null;
  }

  /** On another thread, while the call still goes on. */
  private void late(Contributed<?> target, TimeoutException why, @Nullable ContributionSet turn) {
    LOG.warn(
        "{} of plugin '{}' is late on {}: {}",
        target.contribution().getClass().getName(),
        target.owner(),
        connection,
        why.getMessage());
    plugin(ErrorContext.Source.TIMEOUT, target.owner(), why, turn);
  }

  @Override
  public void report(ErrorContext.Source source, Throwable error) {
    try {
      failures.executor().execute(() -> decided(source, null, error, null));
    } catch (RejectedExecutionException e) {
      LOG.debug("the server stops, so nobody hears of {}", error.toString());
    }
  }

  private boolean decided(
      ErrorContext.Source source,
      @Nullable String pluginId,
      Throwable error,
      @Nullable ContributionSet turn) {
    if (events.hasListeners(ConnectionFailed.class)) {
      events.fire(new ConnectionFailed(connection, source.name(), error));
    }
    return chain.decided(source, connection, pluginId, error, turn);
  }

  private boolean tellEndpoint(Throwable error) {
    try {
      return receiver.onError(error);
    } catch (Throwable e) {
      Fatal.rethrow(e);
      LOG.warn("the error method of {} failed: {}", connection.path(), e.toString(), e);
      return false;
    }
  }
}
