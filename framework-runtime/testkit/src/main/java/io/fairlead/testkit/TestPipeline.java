package io.fairlead.testkit;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorContext;
import io.fairlead.api.plugin.ErrorDecision;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Invoker;
import jakarta.websocket.CloseReason;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The way of the events of one connection, one at a time, in order. */
final class TestPipeline {

  private final Connection connection;
  private final ContributionRegistry contributions;
  private final EndpointStub endpoint;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;

  TestPipeline(Connection connection, ContributionRegistry contributions, EndpointStub endpoint) {
    this.connection = connection;
    this.contributions = contributions;
    this.endpoint = endpoint;
  }

  void opened() {
    submit(
        () -> {
          for (Contributed<ConnectionListener> each : contributions.all(ConnectionListener.class)) {
            Throwable fault = Invoker.call(each, listener -> listener.onOpen(connection));
            failed(ErrorContext.Source.LISTENER, each.owner(), fault);
          }
          done();
        });
  }

  void closed(CloseReason reason) {
    submit(
        () -> {
          for (Contributed<ConnectionListener> each : contributions.all(ConnectionListener.class)) {
            Throwable fault = Invoker.call(each, listener -> listener.onClose(connection, reason));
            failed(ErrorContext.Source.LISTENER, each.owner(), fault);
          }
          done();
        });
  }

  void message(InboundMessage message) {
    submit(() -> handle(message, contributions.all(InboundHandler.class)));
  }

  private void handle(InboundMessage message, List<Contributed<InboundHandler>> rest) {
    if (rest.isEmpty()) {
      try {
        endpoint.onMessage(connection, message);
      } catch (Exception e) {
        failed(ErrorContext.Source.ENDPOINT, null, e);
      }
      done();
      return;
    }
    Contributed<InboundHandler> next = rest.get(0);
    Link link = new Link(message, rest.subList(1, rest.size()));
    Throwable fault = Invoker.call(next, handler -> handler.onMessage(message, link));
    if (fault != null && link.decided.compareAndSet(false, true)) {
      failed(ErrorContext.Source.HANDLER, next.owner(), fault);
      handle(message, link.rest);
    }
  }

  private void failed(
      ErrorContext.Source source, @Nullable String plugin, @Nullable Throwable fault) {
    if (fault == null) {
      return;
    }
    Failure failure = new Failure(source, connection, Optional.ofNullable(plugin));
    for (Contributed<ErrorHandler> each : contributions.all(ErrorHandler.class)) {
      ErrorDecision[] decision = {ErrorDecision.next()};
      Invoker.call(each, handler -> decision[0] = handler.onError(failure, fault));
      if (decision[0] instanceof ErrorDecision.Reply reply) {
        connection.send(reply.message());
      } else if (decision[0] instanceof ErrorDecision.Close close) {
        connection.close(close.reason());
      }
      if (!(decision[0] instanceof ErrorDecision.Next)) {
        return;
      }
    }
  }

  private void submit(Runnable event) {
    synchronized (waiting) {
      waiting.add(event);
      if (busy) {
        return;
      }
      busy = true;
    }
    next();
  }

  private void done() {
    next();
  }

  private void next() {
    Runnable event;
    synchronized (waiting) {
      event = waiting.poll();
      if (event == null) {
        busy = false;
        return;
      }
    }
    event.run();
  }

  private record Failure(Source source, Connection connection, Optional<String> pluginId)
      implements ErrorContext {}

  private final class Link implements Chain {
    private final InboundMessage message;
    private final List<Contributed<InboundHandler>> rest;
    private final AtomicBoolean decided = new AtomicBoolean();

    private Link(InboundMessage message, List<Contributed<InboundHandler>> rest) {
      this.message = message;
      this.rest = rest;
    }

    @Override
    public void proceed() {
      proceed(message);
    }

    @Override
    public void proceed(InboundMessage replacement) {
      decide();
      handle(replacement, rest);
    }

    @Override
    public void consume() {
      decide();
      done();
    }

    private void decide() {
      if (!decided.compareAndSet(false, true)) {
        throw new IllegalStateException("this handler has decided about the message already");
      }
    }
  }
}
