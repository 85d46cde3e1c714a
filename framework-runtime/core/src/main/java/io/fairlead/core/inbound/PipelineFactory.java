package io.fairlead.core.inbound;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.LifecycleSettings;
import io.fairlead.core.config.Settings;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.event.EventSink;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.CallWatch;
import io.fairlead.core.plugin.ContributionRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes pipelines, and knows those that are not done yet. Safe for any thread. */
public final class PipelineFactory {

  /** So many steps of one connection, then another one gets the thread. */
  private static final int TURN = 64;

  private final Set<Pipeline> live = ConcurrentHashMap.newKeySet();
  private final ContributionRegistry contributions;
  private final DefaultConnectionRegistry registry;
  private final Executor callbacks;
  private final ScheduledExecutorService timer;
  private final int maxMessages;
  private final int maxBytes;
  private final int maxMessageBytes;
  private final Duration handlerTimeout;
  private final MemoryBudget memory;
  private final EventSink events;
  private final ErrorRoute.Failures failures;
  private final Participation.Terms terms;
  private volatile @Nullable Supplier<Duration> untilEnd;

  /** A factory of pipelines where nobody listens to events. */
  public PipelineFactory(
      FairleadConfig config,
      ContributionRegistry contributions,
      DefaultConnectionRegistry registry,
      Executor callbacks,
      ScheduledExecutorService timer,
      MemoryBudget memory) {
    this(config, contributions, registry, callbacks, timer, memory, EventSink.NONE);
  }

  /**
   * A factory with the bounds as configured.
   *
   * @param callbacks runs what may block
   * @param timer for deadlines; runs nothing that blocks
   * @param memory what the messages of all connections may take
   * @param events hears of what happens on connections
   */
  public PipelineFactory(
      FairleadConfig config,
      ContributionRegistry contributions,
      DefaultConnectionRegistry registry,
      Executor callbacks,
      ScheduledExecutorService timer,
      MemoryBudget memory,
      EventSink events) {
    this.events = events;
    this.contributions = contributions;
    this.registry = registry;
    this.callbacks = callbacks;
    this.timer = timer;
    this.memory = memory;
    this.maxMessages = config.get(Settings.INBOUND_MESSAGES);
    this.maxBytes = config.get(Settings.INBOUND_BYTES);
    this.maxMessageBytes = config.get(Settings.MESSAGE_BYTES);
    this.handlerTimeout = config.get(Settings.HANDLER_TIMEOUT);
    this.failures =
        new ErrorRoute.Failures(
            contributions,
            new CallWatch(timer, callbacks),
            callbacks,
            CallWatch.Limit.of(config, LifecycleSettings.HOOKS_TIMEOUT),
            CallWatch.Limit.of(config, Settings.HANDLER_TIMEOUT));
    this.terms =
        new Participation.Terms(
            contributions,
            callbacks,
            timer,
            () -> participantsTime(config.get(LifecycleSettings.PARTICIPANTS_TIMEOUT)),
            config.get(LifecycleSettings.CLOSE_ON_FAILURE)
                == LifecycleSettings.OnFailure.ROLL_BACK);
  }

  /**
   * Makes the pipeline of a connection.
   *
   * @param nonBlocking whether callbacks may stay on the server's thread
   */
  public Pipeline create(DefaultConnection connection, Receiver receiver, boolean nonBlocking) {
    ErrorRoute errors = new ErrorRoute(connection, receiver, events, failures);
    connection.onFailure(errors);
    connection.onPressure(new PressureRelay(connection, errors, contributions, callbacks, events));
    connection.onExpiring(new ExpiryRelay(connection, errors, contributions, callbacks, events));
    Handling handling =
        new Handling(
            connection,
            errors,
            nonBlocking ? onEventLoopIfAny(connection) : callbacks,
            nonBlocking ? Integer.MAX_VALUE : TURN,
            timer,
            handlerTimeout);
    Gate gate =
        new Gate(
            connection.transport(),
            connection.heartbeat(),
            maxMessages,
            maxBytes,
            handlerTimeout,
            memory);
    Pipeline[] self = new Pipeline[1];
    self[0] =
        new Pipeline(
            handling,
            receiver,
            contributions,
            gate,
            terms,
            maxMessageBytes,
            memory.account(),
            events,
            () -> {
              registry.remove(connection);
              live.remove(self[0]);
            });
    connection.onTaskFailure(self[0]::taskFailed);
    live.add(self[0]);
    connection.transport().onPeerEnd(self[0]::peerEnds);
    return self[0];
  }

  private Executor onEventLoopIfAny(DefaultConnection connection) {
    Executor loop = connection.transport().eventLoop();
    return loop != null ? loop : callbacks;
  }

  /**
   * All connections are to be closed within a time: their state participants get half of what is
   * left, so that clients have some to answer the close.
   *
   * @param left says how much is left
   */
  public void endWithin(Supplier<Duration> left) {
    untilEnd = left;
  }

  private Duration participantsTime(Duration configured) {
    Supplier<Duration> left = untilEnd;
    if (left == null) {
      return configured;
    }
    Duration share = left.get().dividedBy(2);
    return share.compareTo(configured) < 0 ? share : configured;
  }

  /** Lets every connection go on with what is there now; see {@link TurnOver}. */
  public TurnOver turnOver() {
    return new TurnOver(live);
  }

  /** Those of connections whose close has not been handled yet. */
  public Collection<Pipeline> live() {
    return Collections.unmodifiableCollection(live);
  }
}
