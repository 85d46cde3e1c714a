package io.fairlead.plugins.ratelimit;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.ConnectionState;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.InboundHandler;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Lets messages pass while both the connection and its principal are within their limits. */
final class RateLimiter implements InboundHandler, ConnectionListener {

  private final RateLimitSettings settings;
  private final LongSupplier nanos;
  private final Logger logger;
  private final Principals principals;
  private final Map<String, ConnectionMeter> meters = new ConcurrentHashMap<>();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder closed = new LongAdder();

  RateLimiter(RateLimitSettings settings, LongSupplier nanos, Logger logger) {
    this.settings = settings;
    this.nanos = nanos;
    this.logger = logger;
    this.principals = new Principals(settings.principal(), settings.maxIdle(), nanos);
  }

  @Override
  public void onOpen(Connection connection) {
    meters.computeIfAbsent(connection.id(), id -> newMeter(connection, true));
  }

  @Override
  public void onClose(Connection connection, CloseReason reason) {
    forget(connection.id());
  }

  @Override
  public boolean acceptsParts() {
    return true;
  }

  @Override
  public void onMessage(InboundMessage message, Chain chain) {
    ConnectionMeter meter = meterOf(message.connection());
    switch (meter.judge(message)) {
      case PASS -> chain.proceed();
      case DROP -> {
        noteDrop(meter);
        chain.consume();
      }
      case SKIP -> chain.consume();
      case CLOSE -> {
        noteClose(meter);
        message.connection().close(reason(meter));
        chain.consume();
      }
    }
  }

  /**
   * Frees principals at rest, and the meters of closed connections whose close is never told. Where
   * it will be told, the meter stays until then: queued messages may still come before it.
   */
  void sweep() {
    meters.values().stream()
        .filter(meter -> !meter.announced())
        .filter(meter -> meter.connection().state() == ConnectionState.CLOSED)
        .forEach(meter -> forget(meter.connection().id()));
    principals.sweep();
  }

  /** Messages dropped in all. */
  long dropped() {
    return dropped.sum();
  }

  /** Connections closed in all. */
  long closed() {
    return closed.sum();
  }

  int connectionsHeld() {
    return meters.size();
  }

  int principalsHeld() {
    return principals.size();
  }

  /** Made here too if {@link #onOpen} was missed: a connection without a meter has no limit. */
  private ConnectionMeter meterOf(Connection connection) {
    return meters.computeIfAbsent(connection.id(), id -> newMeter(connection, false));
  }

  private ConnectionMeter newMeter(Connection connection, boolean announced) {
    PrincipalKey key = settings.principal().off() ? null : PrincipalKey.of(connection).orElse(null);
    return new ConnectionMeter(
        connection,
        announced,
        new Allowance(settings.connection(), nanos),
        key,
        key == null ? null : principals.acquire(key),
        settings.action());
  }

  private void forget(String connectionId) {
    ConnectionMeter meter = meters.remove(connectionId);
    if (meter == null) {
      return;
    }
    PrincipalKey key = meter.key();
    if (key != null) {
      principals.release(key);
    }
    if (meter.dropped() > 0) {
      logger.log(
          Level.INFO,
          "connection {0}: {1} messages dropped in all",
          connectionId,
          Long.toString(meter.dropped()));
    }
  }

  private void noteDrop(ConnectionMeter meter) {
    dropped.increment();
    if (meter.dropped() == 1) {
      logger.log(
          Level.INFO,
          "connection {0}: messages are dropped ({1}); said once for a connection",
          meter.connection().id(),
          meter.refusal());
    }
  }

  private void noteClose(ConnectionMeter meter) {
    closed.increment();
    logger.log(
        Level.INFO,
        "connection {0}: closed with 1008 ({1})",
        meter.connection().id(),
        meter.refusal());
  }

  private static CloseReason reason(ConnectionMeter meter) {
    return new CloseReason(CloseCodes.VIOLATED_POLICY, "rate limit: " + meter.refusal());
  }
}
