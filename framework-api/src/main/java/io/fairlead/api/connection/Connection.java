package io.fairlead.api.connection;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.admission.Metadata;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.admission.SecurityContext;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One WebSocket connection. Safe for any thread; no method blocks, but {@link #send} by policy
 * {@link Overflow#BLOCK}.
 *
 * <p>It outlives the endpoint instance only as a record: after {@link ConnectionState#CLOSED} the
 * contexts can still be read, and sends answer {@link SendOutcome.Status#CLOSED}.
 */
@FrameworkOwned
public interface Connection {

  /** The name of the session's user property that holds its connection. */
  String USER_PROPERTY = "fairlead.connection";

  /**
   * The connection behind a session of a hosted endpoint.
   *
   * @throws IllegalArgumentException if the session is not hosted by Fairlead
   */
  static Connection of(Session session) {
    if (session.getUserProperties().get(USER_PROPERTY) instanceof Connection connection) {
      return connection;
    }
    throw new IllegalArgumentException("this session is not hosted by Fairlead");
  }

  /** Unique in this process, and never given twice. */
  String id();

  /** Where the connection stands. */
  ConnectionState state();

  /** The path that was asked for, decoded, without its query. */
  String path();

  /** The variables of the endpoint's path template; never query parameters. */
  Map<String, String> pathParameters();

  /** The subprotocol agreed on; empty where there is none. */
  Optional<String> subprotocol();

  /** What the network stage found out. */
  NetworkContext network();

  /** Who the client is, and who vouches for it. */
  SecurityContext security();

  /** All facts injected at admission. */
  Metadata metadata();

  /**
   * Puts a message into the outbound queue. Messages sent by one thread in one lane arrive in that
   * order, but for those with a {@linkplain OutboundMessage#withKey key}, which take an older one's
   * place. Never throws for want of room: read the outcome. Waits for room where the policy is
   * {@link Overflow#BLOCK}, else never blocks.
   */
  SendOutcome send(OutboundMessage message);

  /** The state of the outbound queue. */
  OutboundQueue outbound();

  /**
   * How long the heartbeat's pings take to be answered; empty before the first answer, and where
   * there is no heartbeat.
   */
  Optional<RoundTripTime> roundTripTime();

  /**
   * Gives this connection a heartbeat of its own, instead of the one that {@code
   * fairlead.heartbeat.interval} and {@code .timeout} set. The first ping comes within the
   * interval.
   *
   * @param interval between two pings, a tenth more or less; zero for no heartbeat
   * @param timeout how long the peer may be silent after a ping was written; then the connection is
   *     dropped, and {@code @OnClose} has 1006
   * @throws IllegalArgumentException if the interval is negative, or the timeout not positive
   */
  void heartbeat(Duration interval, Duration timeout);

  /**
   * Where tasks run that belong to this connection: they are cancelled and interrupted when it has
   * ended.
   */
  Scope scope();

  /**
   * Closes after what is already queued has gone out, within the close deadline. Later calls have
   * no effect.
   *
   * @param reason told to the peer; its code must be one that an endpoint may send (RFC 6455,
   *     section 7.4)
   */
  void close(CloseReason reason);

  /**
   * The connection as a type of the layer below, such as {@link Session}, or what the runtime
   * offers beside it, such as {@code Topics}. As {@code Connection.class} it is the connection
   * itself: a client proxy of CDI, which is good only within callbacks, gives the object behind it,
   * which is good on any thread.
   *
   * @return empty where there is no such thing here
   */
  <T> Optional<T> unwrap(Class<T> type);
}
