package io.fairlead.core.inbound;

import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionSet;
import io.fairlead.core.plugin.Invoker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One message's way through the handlers, in order, to what comes after them. */
final class Passage {

  private final Handling handling;
  private final ContributionSet turn;
  private final List<Contributed<InboundHandler>> handlers;
  private final Function<InboundMessage, @Nullable CompletionStage<?>> destination;
  private int next;
  private InboundMessage message;

  /** Made when the message has to wait, before anybody can end that. */
  private @Nullable CompletableFuture<Void> end;

  Passage(
      Handling handling,
      ContributionSet turn,
      InboundMessage message,
      Function<InboundMessage, @Nullable CompletionStage<?>> destination) {
    this.handling = handling;
    this.turn = turn;
    this.handlers = turn.all(InboundHandler.class);
    this.message = message;
    this.destination = destination;
  }

  /** Starts; the stage ends when the message is through or was consumed; null where it is. */
  @Nullable CompletionStage<?> start() {
    advance();
    return end == null || end.isDone() ? null : end;
  }

  private void waits() {
    if (end == null) {
      end = new CompletableFuture<>();
    }
  }

  private void ended() {
    if (end != null) {
      end.complete(null);
    }
  }

  private void advance() {
    while (next < handlers.size()) {
      Stop stop = new Stop(handlers.get(next++));
      if (!stop.visit(message)) {
        return; // it will decide later
      }
      if (!take(stop)) {
        return;
      }
    }
    CompletionStage<?> arrival = destination.apply(message);
    if (arrival == null) {
      ended();
    } else {
      waits();
      arrival.whenComplete((value, failure) -> ended());
    }
  }

  private boolean take(Stop stop) {
    InboundMessage result = stop.result;
    if (result == null || handling.connection().closesByItself()) {
      ended();
      return false;
    }
    message = result;
    return true;
  }

  private void resume(Stop stop) {
    handling
        .executor()
        .execute(
            () -> {
              if (take(stop)) {
                advance();
              }
            });
  }

  /** One handler's turn. */
  private final class Stop implements Chain {
    private final Contributed<InboundHandler> handler;
    private boolean decided;
    private boolean returned;
    private @Nullable InboundMessage result;
    private @Nullable Future<?> deadline;

    Stop(Contributed<InboundHandler> handler) {
      this.handler = handler;
    }

    /** Calls the handler; says whether it has decided. */
    boolean visit(InboundMessage given) {
      synchronized (this) {
        result = given; // what a fault or a plain proceed() lets go on
      }
      boolean good = handling.errors().handler(handler, h -> h.onMessage(given, this), turn);
      synchronized (this) {
        decided |= !good;
        returned = true;
        if (!decided) {
          waits();
          deadline =
              handling
                  .timer()
                  .schedule(
                      this::expire, handling.handlerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        return decided;
      }
    }

    @Override
    public void proceed() {
      InboundMessage unchanged;
      synchronized (this) {
        unchanged = result;
      }
      decide(unchanged);
    }

    @Override
    public void proceed(InboundMessage replacement) {
      if (replacement.connection() != handling.connection()) {
        throw new IllegalArgumentException("a replacement must belong to the same connection");
      }
      decide(replacement);
    }

    @Override
    public void consume() {
      decide(null);
    }

    private void decide(@Nullable InboundMessage outcome) {
      synchronized (this) {
        if (decided) {
          throw new IllegalStateException("this handler has decided about the message already");
        }
        decided = true;
        result = outcome;
        if (deadline != null) {
          deadline.cancel(false);
        }
        if (!returned) {
          return;
        }
      }
      resume(this);
    }

    private void expire() {
      synchronized (this) {
        if (decided) {
          return;
        }
        decided = true;
      }
      handling
          .executor()
          .execute(
              () -> {
                Throwable late =
                    Invoker.call(
                        handler,
                        h -> {
                          throw new TimeoutException(
                              "no decision within fairlead.inbound.handler-timeout");
                        });
                if (late != null) {
                  handling.errors().plugin(Source.TIMEOUT, handler.owner(), late, turn);
                }
                resume(this);
              });
    }
  }
}
