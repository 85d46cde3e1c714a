package io.fairlead.core.connection;

import io.fairlead.api.admission.Metadata;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.ConnectionState;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.OutboundQueue;
import io.fairlead.api.connection.RoundTripTime;
import io.fairlead.api.connection.Scope;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.Place;
import io.fairlead.core.heartbeat.Ending;
import io.fairlead.core.heartbeat.Heartbeat;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.outbound.BoundedOutboundQueue;
import io.fairlead.core.outbound.Delivery;
import io.fairlead.core.outbound.OutboundChain;
import io.fairlead.core.outbound.PressureListener;
import io.fairlead.core.outbound.QueueOwner;
import io.fairlead.core.plugin.PluginCalls;
import io.fairlead.core.scope.ConnectionTasks;
import io.fairlead.core.scope.Scopes;
import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link Connection}. */
public final class DefaultConnection implements Connection {

  private static final Logger LOG = LogManager.getLogger(DefaultConnection.class);

  /** A server tells of an end within moments, or not at all. */
  private static final long FORGOTTEN_NANOS = 3_000_000_000L;

  /** A client that has taken nothing for so long is not told why it is dropped. */
  private static final long UNREAD_NANOS = 1_000_000_000L;

  private static final int MAX_PHRASE = 123; // RFC 6455, section 5.5

  private static final Object[] NO_VIEWS = {};

  private final String id;
  private final Target target;
  private final Admitted admitted;
  private final Transport transport;
  private final BoundedOutboundQueue queue;
  private final OutboundChain chain;
  private final Heartbeat heartbeat;
  private final long closeTimeoutNanos;
  private final Supplier<@Nullable CloseReason> closeWhenOpen;
  private final Map<String, String> logContext;
  private volatile Object[] views = NO_VIEWS;
  private volatile ConnectionState state = ConnectionState.OPENING;
  private volatile @Nullable CloseReason ownReason;
  private volatile boolean closing;
  private volatile long flushedSince;
  private volatile long goneSince;
  private volatile boolean aborted;
  private @Nullable List<Runnable> endTasks;
  private volatile PressureListener pressure = PressureListener.NONE;
  private volatile PluginCalls plugins = PluginCalls.UNROUTED;
  private volatile Farewell farewell = Farewell.NONE;
  private volatile SecurityContext security;
  private volatile Guard guard = Guard.NONE;
  private volatile boolean watched;
  private volatile Consumer<Instant> expiring = closesAt -> {};
  private final Scopes scopes;
  private volatile @Nullable ConnectionTasks tasks;
  private volatile @Nullable Consumer<Throwable> taskFailures;

  /**
   * What the client asked for.
   *
   * @param path decoded, without the query
   * @param pathParameters variables of the endpoint's path template
   * @param subprotocol agreed on; null where there is none
   */
  public record Target(
      String path, Map<String, String> pathParameters, @Nullable String subprotocol) {
    /** Copies the map. */
    public Target {
      pathParameters = Map.copyOf(pathParameters);
    }
  }

  DefaultConnection(
      String id,
      Target target,
      Admitted admitted,
      Transport transport,
      BoundedOutboundQueue queue,
      OutboundChain chain,
      Duration closeTimeout,
      Heartbeats heartbeats,
      Supplier<@Nullable CloseReason> closeWhenOpen,
      Scopes scopes) {
    this.scopes = scopes;
    this.id = id;
    this.target = target;
    this.admitted = admitted;
    this.security = admitted.security();
    this.transport = transport;
    this.queue = queue;
    this.chain = chain;
    queue.belongsTo(new Owner());
    this.heartbeat = heartbeats.of(transport, queue, new End());
    this.closeTimeoutNanos = closeTimeout.toNanos();
    this.closeWhenOpen = closeWhenOpen;
    this.logContext =
        Map.of(
            "connection", id,
            "request", admitted.network().requestId(),
            "principal", admitted.security().identity().getName());
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public ConnectionState state() {
    return state;
  }

  @Override
  public String path() {
    return target.path();
  }

  @Override
  public Map<String, String> pathParameters() {
    return target.pathParameters();
  }

  @Override
  public Optional<String> subprotocol() {
    return Optional.ofNullable(target.subprotocol());
  }

  @Override
  public NetworkContext network() {
    return admitted.network();
  }

  @Override
  public SecurityContext security() {
    return security;
  }

  /** The client has proved anew who it is: the same user. */
  public void security(SecurityContext renewed) {
    security = renewed;
  }

  /** Sets who hears that the connection will end with its token. */
  public void onExpiring(Consumer<Instant> listener) {
    expiring = listener;
  }

  /** The connection will be closed at that time, unless its client proves anew who it is. */
  public void expiring(Instant closesAt) {
    expiring.accept(closesAt);
  }

  /** Sets who says whether its admission still holds; before it opens. */
  void guardedBy(Guard by) {
    guard = by;
  }

  /** Its first callback is about to run, and its end would be heard of: it can be cut off now. */
  public void begins() {
    watched = true; // first: whoever changes the rules meanwhile finds it, or the guard sees them
    CloseReason reason = guard.begins(this);
    if (reason != null) {
      cutOff(reason);
    }
  }

  /** Whether it has begun to open, and has not ended. */
  public boolean watched() {
    return watched && state != ConnectionState.CLOSED;
  }

  @Override
  public Metadata metadata() {
    return admitted.metadata();
  }

  /** What it holds until the registry forgets it. */
  Place place() {
    return admitted.place();
  }

  /** The transport below. */
  public Transport transport() {
    return transport;
  }

  /** What the logging context holds while this connection's callbacks run. */
  public Map<String, String> logContext() {
    return logContext;
  }

  /** Its pings, and its idle limit. */
  public Heartbeat heartbeat() {
    return heartbeat;
  }

  @Override
  public Optional<RoundTripTime> roundTripTime() {
    return heartbeat.roundTripTime();
  }

  @Override
  public void heartbeat(Duration interval, Duration timeout) {
    heartbeat.schedule(interval, timeout);
  }

  @Override
  public SendOutcome send(OutboundMessage message) {
    heartbeat.sent();
    return queue.offer(chain.pass(this, plugins, OutboundFrame.whole(message)));
  }

  /**
   * Offers a message of a topic; see {@link BoundedOutboundQueue#publish}.
   *
   * @return the status; {@code delivery} is told of the rest if it is queued
   */
  public SendOutcome.Status publish(OutboundFrame frame, Object group, Delivery delivery) {
    heartbeat.sent();
    return queue.publish(chain.pass(this, plugins, frame), group, delivery);
  }

  /**
   * Runs a short task when the connection has ended, once; at once where it has. Tasks run in the
   * order of the calls, contained.
   */
  public void whenEnded(Runnable task) {
    synchronized (this) {
      if (state != ConnectionState.CLOSED) {
        endTasks = endTasks == null ? new ArrayList<>(1) : endTasks;
        endTasks.add(task);
        return;
      }
    }
    task.run();
  }

  /**
   * Offers a frame; see {@link BoundedOutboundQueue#offer}.
   *
   * @throws IllegalStateException if parts of two messages would mix
   */
  public SendOutcome send(OutboundFrame frame) {
    note(frame);
    return queue.offer(chain.pass(this, plugins, frame));
  }

  /**
   * Offers a frame and waits for room; see {@link BoundedOutboundQueue#offerWaiting}.
   *
   * @throws IOException if there was no room in time, or the connection is closing
   */
  public void sendBlocking(OutboundFrame frame) throws IOException {
    note(frame);
    queue.offerWaiting(chain.pass(this, plugins, frame));
  }

  /** Offers a frame as soon as there is room; see {@link BoundedOutboundQueue#offerLater}. */
  public CompletionStage<Void> sendLater(OutboundFrame frame) {
    note(frame);
    return queue.offerLater(chain.pass(this, plugins, frame));
  }

  private void note(OutboundFrame frame) {
    if (!frame.control()) {
      heartbeat.sent();
    }
  }

  /** Made when somebody asks, for most connections have no tasks. */
  @Override
  public Scope scope() {
    ConnectionTasks made = tasks;
    return made != null ? made.root() : newTasks().root();
  }

  private ConnectionTasks newTasks() {
    ConnectionTasks made;
    synchronized (this) {
      ConnectionTasks other = tasks;
      if (other != null) {
        return other;
      }
      made = scopes.open(this, logContext, this::taskFailed);
      tasks = made;
    }
    whenEnded(made::end);
    return made;
  }

  /** Cancels the tasks in which the code of a plugin runs that has stopped. */
  public void endTasksOf(ClassLoader plugin) {
    ConnectionTasks made = tasks;
    if (made != null) {
      made.endOf(plugin);
    }
  }

  /** Sets who hears of what tasks throw that nobody waits for. */
  public void onTaskFailure(Consumer<Throwable> listener) {
    taskFailures = listener;
  }

  private void taskFailed(Throwable failure) {
    Consumer<Throwable> listener = taskFailures;
    if (listener != null && state != ConnectionState.CLOSED) {
      listener.accept(failure);
    } else {
      LOG.warn("a task of {} failed: {}", this, failure, failure);
    }
  }

  /** How long the write in flight has lasted, in nanoseconds; 0 where there is none. */
  long writingNanos(long now) {
    return queue.writingNanos(now);
  }

  /** Sets who hears when the outbound queue passes a watermark. */
  public void onPressure(PressureListener listener) {
    pressure = listener;
  }

  /** Who hears when the outbound queue passes a watermark. */
  public PressureListener pressureListener() {
    return pressure;
  }

  /** Sets how plugins are called, and where failures go. */
  public void onFailure(PluginCalls route) {
    plugins = route;
  }

  /** Sets what comes before a close in order. */
  public void onClosing(Farewell value) {
    farewell = value;
  }

  /** Whether nothing can be sent any more, because the connection closes or broke. */
  public boolean sendsNothing() {
    return queue.refuses();
  }

  @Override
  public OutboundQueue outbound() {
    return queue;
  }

  /**
   * Moves from opening to open; nothing happens where a close came first. Where all connections are
   * closing, so does this one: not earlier, or its end could come before anybody hears of it.
   */
  public void opened() {
    synchronized (this) {
      if (state == ConnectionState.OPENING) {
        state = ConnectionState.OPEN;
      }
    }
    CloseReason reason = closeWhenOpen.get();
    if (reason != null) {
      close(reason);
    } else if (state == ConnectionState.OPEN) {
      guard.opened(this);
    }
  }

  @Override
  public void close(CloseReason reason) {
    if (!startClosing()) {
      return;
    }
    ownReason = reason;
    farewell.before(() -> finish(reason));
  }

  /**
   * Closes, and sends nothing of what waits: its client has no right to it any more. Where a close
   * is under way, that one goes on without what waits.
   *
   * @return whether this began the close
   */
  public boolean cutOff(CloseReason reason) {
    boolean begins = startClosing();
    if (begins) {
      ownReason = reason;
    }
    queue.discard(new EndedException("closing", reason));
    if (begins) {
      farewell.before(
          () -> {
            flushedSince = nanoTime(); // one that does not read has the close timeout, no more
            finish(reason);
          });
    }
    return begins;
  }

  private void finish(CloseReason reason) {
    queue
        .finish(new EndedException("closing", reason))
        .whenComplete(
            (done, failure) -> {
              flushedSince = nanoTime(); // before, a slow peer has the send timeout for each write
              transport.close(reason);
            });
  }

  private boolean startClosing() {
    synchronized (this) {
      if (state.compareTo(ConnectionState.CLOSING) >= 0) {
        return false;
      }
      closing = true;
      state = ConnectionState.CLOSING;
    }
    heartbeat.stop();
    return true;
  }

  /**
   * The reason with which this side began to close, or 1006 and why where it dropped the
   * connection; null where it did neither.
   */
  public @Nullable CloseReason ownReason() {
    return ownReason;
  }

  /** Whether this side has decided to end the connection, so that nothing more is taken from it. */
  public boolean closesByItself() {
    return closing;
  }

  /**
   * Drops the connection: queued messages fail, the peer sees the TCP connection end.
   *
   * @param reason its message, in ASCII, is what the endpoint is told with 1006
   */
  public void abort(IOException reason) {
    startClosing();
    ownReason = new CloseReason(CloseCodes.CLOSED_ABNORMALLY, phrase(reason));
    aborted = true;
    queue.abort(reason);
    transport.terminate();
  }

  /** The same, and tells the error handlers. */
  public void drop(Source source, String why) {
    IOException reason = new IOException(why);
    abort(reason);
    LOG.debug("{} dropped: {}", this, why);
    plugins.report(source, reason);
  }

  private static String phrase(IOException reason) {
    String text = String.valueOf(reason.getMessage());
    return text.length() > MAX_PHRASE ? text.substring(0, MAX_PHRASE) : text;
  }

  /** What its queue tells it. */
  private final class Owner implements QueueOwner {
    @Override
    public void pressureChanged() {
      pressure.changed();
    }

    /** A client that reads is told why; one that does not would only keep what is in flight. */
    @Override
    public void overflowed() {
      LOG.warn("{} ended: its outbound queue was full (policy disconnect)", DefaultConnection.this);
      if (queue.writingNanos(System.nanoTime()) > UNREAD_NANOS) {
        drop(Source.LIMIT, "the outbound queue was full, and the client takes nothing");
        return;
      }
      plugins.report(Source.LIMIT, new IOException("the outbound queue was full"));
      flushedSince = nanoTime(); // the close timeout runs from now
      close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, "the client is too slow"));
    }
  }

  /** How the heartbeat ends it. */
  private final class End implements Ending {
    @Override
    public void drop(String why) {
      DefaultConnection.this.drop(Source.TIMEOUT, why);
    }

    @Override
    public void close(CloseReason reason) {
      DefaultConnection.this.close(reason);
    }

    @Override
    public String toString() {
      return DefaultConnection.this.toString();
    }
  }

  /** The transport is closed; what was still queued fails. */
  public void ended(CloseReason reason) {
    List<Runnable> tasks;
    synchronized (this) {
      state = ConnectionState.CLOSED;
      tasks = endTasks == null ? List.of() : endTasks;
      endTasks = null;
    }
    heartbeat.stop();
    queue.abort(new EndedException("closed", reason));
    tasks.forEach(this::runContained);
  }

  private void runContained(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a task at the end of {} failed", this, e);
    }
  }

  /**
   * Why this connection should be dropped by now, if it should.
   *
   * @param now {@link System#nanoTime()}
   */
  @Nullable String overdue(long now) {
    if (aborted || state == ConnectionState.CLOSED) {
      return null;
    }
    if (forgotten(now)) {
      return "the server ended its session without a word";
    }
    long since = flushedSince;
    if (since != 0) {
      return now - since > closeTimeoutNanos
          ? "the closing handshake overran fairlead.outbound.close-timeout"
          : null;
    }
    return queue.stalled(now) ? "a write overran fairlead.outbound.send-timeout" : null;
  }

  /** Whether the server should have told of the end by now. */
  private boolean forgotten(long now) {
    if (!transport.gone()) {
      return false;
    }
    if (goneSince == 0) {
      goneSince = nanoTime();
    }
    return now - goneSince > FORGOTTEN_NANOS;
  }

  private static long nanoTime() {
    long now = System.nanoTime();
    return now == 0 ? 1 : now; // 0 stands for "not running"
  }

  /** Makes {@link #unwrap} find what all connections offer; before anything of its own. */
  synchronized void share(Object[] offered) {
    views = offered;
  }

  /** Makes {@link #unwrap} find an object. */
  public synchronized void expose(Object view) {
    Object[] more = Arrays.copyOf(views, views.length + 1);
    more[views.length] = view;
    views = more;
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    if (type == Connection.class || type == DefaultConnection.class) {
      return Optional.of(type.cast(this)); // behind a client proxy there is no other way to it
    }
    return Arrays.stream(views).filter(type::isInstance).map(type::cast).findFirst();
  }

  @Override
  public String toString() {
    return "connection " + id;
  }
}
