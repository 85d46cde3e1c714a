package io.fairlead.core.connection;

import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.connection.DefaultConnection.Target;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.leak.LeakWatch;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.outbound.BoundedOutboundQueue;
import io.fairlead.core.outbound.LingerClock;
import io.fairlead.core.outbound.OutboundChain;
import io.fairlead.core.outbound.OutboundLimits;
import io.fairlead.core.outbound.OutboundServices;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.scope.Scopes;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** Makes connections and puts them into the registry. Safe for any thread. */
public final class ConnectionOpener {

  private final String prefix = Long.toString(new SecureRandom().nextLong() >>> 24, 36) + "-";
  private final AtomicLong count = new AtomicLong();
  private final DefaultConnectionRegistry registry;
  private final Heartbeats heartbeats;
  private final OutboundLimits limits;
  private final OutboundServices services;
  private final OutboundChain chain;
  private final Duration closeTimeout;
  private final Scopes scopes;
  private volatile Object[] offered = {};
  private volatile Guard guard = Guard.NONE;

  /** An opener of connections whose tasks have threads of their own. */
  public ConnectionOpener(
      DefaultConnectionRegistry registry,
      FairleadConfig config,
      MemoryBudget memory,
      WaitingRoom waiting,
      Heartbeats heartbeats,
      ContributionRegistry contributions,
      ScheduledExecutorService timer) {
    this(
        registry,
        config,
        memory,
        waiting,
        heartbeats,
        contributions,
        timer,
        Scopes.beside(CallbackExecutor.of(config), config, timer, LeakWatch.NONE));
  }

  /** An opener with the bounds as configured. */
  public ConnectionOpener(
      DefaultConnectionRegistry registry,
      FairleadConfig config,
      MemoryBudget memory,
      WaitingRoom waiting,
      Heartbeats heartbeats,
      ContributionRegistry contributions,
      ScheduledExecutorService timer,
      Scopes scopes) {
    this.scopes = scopes;
    this.registry = registry;
    this.heartbeats = heartbeats;
    this.limits = OutboundLimits.of(config);
    this.services =
        new OutboundServices(
            memory, waiting, new LingerClock(timer, limits.batchInterval()), registry.losses());
    this.chain = new OutboundChain(contributions);
    this.closeTimeout = config.get(Settings.CLOSE_TIMEOUT);
  }

  /** Makes {@link DefaultConnection#unwrap} of each connection from now on find an object. */
  public synchronized void offer(Object view) {
    Object[] more = Arrays.copyOf(offered, offered.length + 1);
    more[offered.length] = view;
    offered = more;
  }

  /** Sets who guards each connection from now on. */
  public void guardedBy(Guard by) {
    guard = by;
  }

  /**
   * Makes a connection, in state opening. It holds the admission's place from now on.
   *
   * @throws NoPlaceException if that place has lapsed and there is no other
   */
  public DefaultConnection open(Admitted admitted, Transport transport, Target target) {
    if (!admitted.place().take()) {
      throw new NoPlaceException();
    }
    DefaultConnection connection =
        new DefaultConnection(
            prefix + Long.toString(count.incrementAndGet(), 36),
            target,
            admitted,
            transport,
            new BoundedOutboundQueue(transport, limits, services),
            chain,
            closeTimeout,
            heartbeats,
            registry::closing,
            scopes);
    connection.share(offered);
    connection.guardedBy(guard);
    registry.add(connection);
    connection.heartbeat().start();
    return connection;
  }

  /** Forgets a connection whose opening failed half-way. */
  public void abandon(DefaultConnection connection, CloseReason reason) {
    connection.ended(reason);
    registry.remove(connection);
  }
}
