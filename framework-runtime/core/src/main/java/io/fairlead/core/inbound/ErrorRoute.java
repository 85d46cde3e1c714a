package io.fairlead.core.inbound;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.event.ConnectionFailed;
import io.fairlead.api.plugin.ErrorContext;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.event.EventSink;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Fatal;
import io.fairlead.core.plugin.Invoker;
import java.io.IOException;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Takes failures to the error handlers, then to the endpoint, then to the log. */
final class ErrorRoute {

  private static final Logger LOG = LogManager.getLogger(ErrorRoute.class);

  private record Failure(
      ErrorContext.Source source, Connection connection, Optional<String> pluginId)
      implements ErrorContext {}

  private final DefaultConnection connection;
  private final ContributionRegistry contributions;
  private final Receiver receiver;
  private final EventSink events;

  ErrorRoute(
      DefaultConnection connection,
      ContributionRegistry contributions,
      Receiver receiver,
      EventSink events) {
    this.connection = connection;
    this.contributions = contributions;
    this.receiver = receiver;
    this.events = events;
  }

  /** A failure that the endpoint may hear of. */
  void endpoint(ErrorContext.Source source, Throwable error) {
    if (!decided(new Failure(source, connection, Optional.empty()), error)
        && !tellEndpoint(error)) {
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
    decided(new Failure(source, connection, Optional.of(pluginId)), error);
  }

  private boolean decided(Failure failure, Throwable error) {
    if (events.hasListeners(ConnectionFailed.class)) {
      events.fire(new ConnectionFailed(connection, failure.source().name(), error));
    }
    for (Contributed<ErrorHandler> handler : contributions.all(ErrorHandler.class)) {
      ErrorDecision decision = ask(handler, failure, error);
      if (decision instanceof ErrorDecision.Reply reply) {
        connection.send(reply.message());
      } else if (decision instanceof ErrorDecision.Close close) {
        connection.close(close.reason());
      }
      if (!(decision instanceof ErrorDecision.Next)) {
        return true;
      }
    }
    return false;
  }

  private static ErrorDecision ask(
      Contributed<ErrorHandler> handler, ErrorContext context, Throwable error) {
    var answer =
        new Object() {
          @Nullable ErrorDecision decision;
        };
    Invoker.call(handler, h -> answer.decision = h.onError(context, error));
    return answer.decision != null ? answer.decision : ErrorDecision.next();
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
