package io.fairlead.core.inbound;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.api.plugin.StateParticipant;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.Farewell;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.TwoPhase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The state participants of one connection, in line with its callbacks. Once. */
final class Participation implements Farewell {

  private static final Logger LOG = LogManager.getLogger(Participation.class);
  private static final Runnable NOTHING = () -> {};

  /** What those of all connections share. */
  record Terms(
      ContributionRegistry contributions,
      Executor executor,
      ScheduledExecutorService timer,
      Supplier<Duration> time,
      boolean allOrNone) {

    /** How long those of a connection may take that closes now. */
    Duration longest() {
      return time.get();
    }
  }

  private final DefaultConnection connection;
  private final ErrorRoute errors;
  private final Serial serial;
  private final Terms terms;
  private final AtomicBoolean begun = new AtomicBoolean();

  Participation(DefaultConnection connection, ErrorRoute errors, Serial serial, Terms terms) {
    this.connection = connection;
    this.errors = errors;
    this.serial = serial;
    this.terms = terms;
  }

  private List<Contributed<StateParticipant>> participants() {
    return terms.contributions().of(connection).all(StateParticipant.class);
  }

  @Override
  public void before(Runnable rest) {
    if (participants().isEmpty()) {
      begun.set(true);
      rest.run();
      return;
    }
    long end = System.nanoTime() + terms.longest().toNanos();
    serial.add(() -> begin(end, rest));
    // a callback that does not end, or an endpoint's stage: not for ever
    try {
      terms
          .timer()
          .schedule(() -> begin(end, rest), terms.longest().toNanos() / 4, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      begin(end, rest); // the runtime has stopped
    }
  }

  /** The peer has closed without asking us, as on servers that answer by themselves. */
  @Nullable CompletionStage<?> after() {
    return participants().isEmpty()
        ? null
        : begin(System.nanoTime() + terms.longest().toNanos(), NOTHING);
  }

  private @Nullable CompletionStage<?> begin(long end, Runnable rest) {
    if (!begun.compareAndSet(false, true)) {
      return null;
    }
    try {
      return run(end, rest);
    } catch (RejectedExecutionException e) {
      rest.run(); // the runtime has stopped
      return null;
    }
  }

  private CompletionStage<?> run(long end, Runnable rest) {
    return new TwoPhase<StateParticipant>(
            terms.executor(), terms.timer(), terms.allOrNone(), this::failed)
        .<Optional<OutboundMessage>>run(
            participants(),
            left(end),
            (participant, deadline) -> participant.prepare(connection, deadline),
            (participant, deadline) -> participant.commit(connection, deadline),
            (participant, deadline) -> participant.rollback(connection, deadline))
        .thenAcceptAsync(
            result -> {
              if (result.rolledBack()) {
                LOG.warn("the state of {} was rolled back, and it is closed", connection);
              }
              result.committed().forEach(last -> last.ifPresent(connection::send));
            },
            this::elsewhere)
        .whenComplete((done, failure) -> rest.run());
  }

  /** Less than there was where the server has begun to stop meanwhile. */
  private Duration left(long end) {
    long now = System.nanoTime();
    return Duration.ofNanos(Math.max(0, Math.min(end - now, terms.longest().toNanos())));
  }

  /** Never on the timer: a send calls outbound handlers of plugins. */
  private void elsewhere(Runnable task) {
    try {
      terms.executor().execute(task);
    } catch (RejectedExecutionException e) { // the runtime has stopped
      task.run();
    }
  }

  private void failed(Contributed<?> target, String phase, Throwable fault) {
    LOG.warn(
        "the state participant of plugin '{}' failed in {} on {}: {}",
        target.owner(),
        phase,
        connection,
        fault.toString());
    Source source = fault instanceof TimeoutException ? Source.TIMEOUT : Source.HOOK;
    try {
      terms.executor().execute(() -> errors.plugin(source, target.owner(), fault));
    } catch (RejectedExecutionException e) {
      LOG.debug("nobody is left to tell", e);
    }
  }
}
