package io.fairlead.core.inbound;

import io.fairlead.api.connection.ConnectionState;
import io.fairlead.api.connection.CurrentScope;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.InboundMessage.Kind;
import io.fairlead.api.event.ConnectionClosed;
import io.fairlead.api.event.ConnectionOpened;
import io.fairlead.api.event.MessageReceived;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.topic.Topic;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.event.EventSink;
import io.fairlead.core.event.PathTopic;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.ContributionSet;
import io.fairlead.core.plugin.Fatal;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DecodeException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What comes in on one connection, from the server's thread to the endpoint: bounded, in order, one
 * callback at a time. The server calls the methods in the order of events, from one thread at a
 * time; they return at once, unless the server cannot stop reading and there is no room.
 */
public final class Pipeline implements Transport.Inbox {

  private final DefaultConnection connection;
  private final Receiver receiver;
  private final Turns turns;
  private final Serial serial;
  private final Gate gate;
  private final Participation participation;
  private final Handling handling;
  private final Runnable afterClose;
  private final EventSink events;
  private final int maxMessageBytes;
  private final MemoryBudget.Account partMemory; // for the thread that reads, like the parts
  private final PartBuffer parts = new PartBuffer();
  private long partBytes;
  private volatile boolean over;
  private boolean refused;
  private boolean streaming;
  private long openedAt = Long.MIN_VALUE; // the version that heard of the open
  private Set<String> openedTo = Set.of(); // and whose listeners: not those in quarantine
  private @Nullable Topic topic; // made when somebody listens

  Pipeline(
      Handling handling,
      Receiver receiver,
      ContributionRegistry contributions,
      Gate gate,
      Participation.Terms terms,
      int maxMessageBytes,
      MemoryBudget.Account partMemory,
      EventSink events,
      Runnable afterClose) {
    this.events = events;
    this.handling = handling;
    this.connection = handling.connection();
    this.receiver = receiver;
    this.turns = new Turns(connection, receiver, contributions, handling.errors(), this::catchUp);
    this.gate = gate;
    this.serial = new Serial(noting(handling), handling.turn(), connection.logContext());
    this.participation = new Participation(connection, handling.errors(), serial, terms);
    connection.onClosing(participation);
    this.maxMessageBytes = maxMessageBytes;
    this.partMemory = partMemory;
    this.afterClose = afterClose;
  }

  /** So that callbacks find the scope of their connection. */
  private static Executor noting(Handling handling) {
    return task ->
        handling
            .executor()
            .execute(
                () -> {
                  Object before = CurrentScope.enter(handling.connection());
                  try {
                    task.run();
                  } finally {
                    CurrentScope.leave(before);
                  }
                });
  }

  /** The connection it belongs to. */
  public DefaultConnection connection() {
    return connection;
  }

  /** Whether the end has been handled, and nothing comes any more. */
  boolean over() {
    return over;
  }

  /** Whether nothing is waiting or being handled. */
  public boolean idle() {
    return serial.idle();
  }

  /**
   * Stops reading from the peer until {@link #release}, where the server can; what was read already
   * is handled. Any thread; again has no effect.
   */
  public void hold() {
    gate.hold();
  }

  /** Ends {@link #hold}. Any thread. */
  public void release() {
    gate.release();
  }

  /** The connection is open; comes first, once. */
  public void opened() {
    serial.add(
        () -> {
          connection.begins();
          ContributionSet now = turns.begin();
          openedAt = now.version();
          openedTo = now.owners(ConnectionListener.class);
          for (Contributed<ConnectionListener> listener : now.all(ConnectionListener.class)) {
            handling.errors().hook(listener, l -> l.onOpen(connection), now);
          }
          guarded(now, receiver::onOpen);
          connection.opened();
          if (events.hasListeners(ConnectionOpened.class)) {
            events.fire(new ConnectionOpened(connection));
          }
          return null;
        });
  }

  /** A text message, or a part of one, whose size nobody knows. */
  public void text(String text, boolean last) {
    text(text, Utf8.length(text), last);
  }

  @Override
  public void text(String text, int size, boolean last) {
    connection.heartbeat().received();
    if (joins(size, Kind.TEXT, last)) {
      parts.add(text);
      if (last) {
        enqueue(DefaultInboundMessage.text(connection, parts.takeText(), (int) partBytes, true));
      }
    } else if (!refused) {
      enqueue(DefaultInboundMessage.text(connection, text, size, last));
    }
    endOfMessage(last);
  }

  @Override
  public void binary(ByteBuffer bytes, boolean last) {
    connection.heartbeat().received();
    if (joins(bytes.remaining(), Kind.BINARY, last)) {
      parts.add(bytes);
      if (last) {
        enqueue(DefaultInboundMessage.binary(connection, parts.takeBytes(), true));
      }
    } else if (!refused) {
      enqueue(DefaultInboundMessage.binary(connection, bytes, last));
    }
    endOfMessage(last);
  }

  /** Those of the heartbeat go no further. */
  @Override
  public void pong(ByteBuffer data) {
    if (connection.heartbeat().pong(data)) {
      return;
    }
    int size = data.remaining();
    if (!connection.closesByItself() && enter(size)) {
      serial.add(
          () -> {
            gate.leave(size);
            if (!connection.closesByItself()) {
              ContributionSet turn = turns.begin();
              if (!connection.closesByItself()) { // the version that it begins with may be none
                guarded(turn, () -> receiver.onPong(data));
              }
            }
            return null;
          });
    }
  }

  /** The server noticed a failure of the connection. */
  public void failed(Throwable error) {
    serial.add(
        () -> {
          handling.errors().endpoint(sourceOf(error, Source.TRANSPORT), error, turns.begin());
          return null;
        });
  }

  /** A task of the connection's scope threw, and nobody waits for it. */
  void taskFailed(Throwable error) {
    serial.add(
        () -> {
          handling.errors().endpoint(Source.TASK, error);
          return null;
        });
  }

  /** The peer wants to end, or has to: what came before is handled and answered first. */
  public void peerEnds(CloseReason reason) {
    serial.addShort(() -> connection.close(reason));
  }

  /** The connection has ended; comes last, once. */
  public void closed(CloseReason reason) {
    connection.ended(reason);
    dropParts(); // whoever still holds the connection must not hold them
    if (reason.getCloseCode().getCode() != CloseCodes.CLOSED_ABNORMALLY.getCode()) {
      serial.add(participation::after);
    }
    serial.add(
        () -> {
          try {
            tellEnd(reason);
          } finally { // also where the JVM is in trouble: else the connection counts for ever
            over = true;
            afterClose.run();
          }
          return null;
        });
    // an asynchronous endpoint or handler may never end: not for ever
    serial.limitWaits(
        task ->
            handling
                .timer()
                .schedule(task, handling.handlerTimeout().toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Listeners hear of it that heard of the open, and those that took the place of such a one. */
  private void tellEnd(CloseReason reason) {
    turns.giveUpParts();
    ContributionSet now = turns.begin();
    guarded(now, () -> receiver.onClose(reason));
    guarded(now, receiver::release);
    for (Contributed<ConnectionListener> listener : now.all(ConnectionListener.class)) {
      if (listener.since() <= openedAt && openedTo.contains(listener.owner())) {
        handling.errors().hook(listener, l -> l.onClose(connection, reason), now);
      }
    }
    if (events.hasListeners(ConnectionClosed.class)) {
      events.fire(new ConnectionClosed(connection, reason));
    }
  }

  // --- parts -----------------------------------------------------------------------------------

  /** Whether a part has to be joined with others before anybody sees it. */
  private boolean joins(int size, Kind kind, boolean last) {
    if (refused) {
      return false;
    }
    boolean first = partBytes == 0 && !streaming;
    partBytes += size;
    if (partBytes > maxMessageBytes) {
      refuse(CloseCodes.TOO_BIG, "a message is longer than " + maxMessageBytes + " bytes");
      return false;
    }
    if (first && last) {
      return false;
    }
    if (first) {
      streaming = turns.takesParts(kind);
    }
    if (!streaming && !holdParts(partBytes)) {
      refuse(CloseCodes.TRY_AGAIN_LATER, "the server has no memory for this message now");
      return false;
    }
    return !streaming;
  }

  private boolean holdParts(long bytes) {
    synchronized (partMemory) { // the end may be told by another thread
      return partMemory.use(connection.state() == ConnectionState.CLOSED ? 0 : bytes);
    }
  }

  private void refuse(CloseCodes code, String why) {
    if (refused) {
      return;
    }
    refused = true;
    dropParts();
    connection.close(new CloseReason(code, why));
    serial.add(
        () -> {
          handling.errors().endpoint(Source.LIMIT, new LimitException(why));
          return null;
        });
  }

  private void dropParts() {
    parts.clear();
    holdParts(0);
  }

  private void endOfMessage(boolean last) {
    if (last) {
      partBytes = 0;
      streaming = false;
      holdParts(0);
    }
  }

  // --- messages --------------------------------------------------------------------------------

  private void enqueue(InboundMessage message) {
    if (!connection.closesByItself() && enter(message.size())) {
      serial.add(() -> handle(message));
    }
  }

  private boolean enter(int size) {
    if (gate.enter(size)) {
      return true;
    }
    connection.drop(Source.LIMIT, "the endpoint takes no messages; the inbound queue is full");
    return false;
  }

  private @Nullable CompletionStage<?> handle(InboundMessage message) {
    gate.leave(message.size());
    if (connection.closesByItself()) {
      return null; // decided meanwhile that nothing more is taken from this client
    }
    ContributionSet turn = turns.begin(message);
    InboundMessage next = turns.whole(message);
    if (next == null || connection.closesByItself()) {
      return null; // more has to come; or the endpoint has no version that could take it
    }
    return turn.all(InboundHandler.class).isEmpty()
        ? deliver(next, turn)
        : new Passage(handling, turn, next, passed -> deliver(passed, turn)).start();
  }

  private @Nullable CompletionStage<?> deliver(InboundMessage message, ContributionSet turn) {
    if (events.hasListeners(MessageReceived.class)) {
      Topic of = topic != null ? topic : PathTopic.of(connection.path());
      topic = of;
      events.fire(new MessageReceived(message, of));
    }
    CompletionStage<?> stage;
    try {
      stage = receiver.onMessage(message);
    } catch (Throwable e) {
      Fatal.rethrow(e);
      handling.errors().endpoint(sourceOf(e, Source.ENDPOINT), e, turn);
      return null;
    }
    return stage == null
        ? null
        : stage.handleAsync(
            (value, failure) -> {
              if (failure != null) {
                Throwable cause = unwrap(failure);
                handling.errors().endpoint(sourceOf(cause, Source.ENDPOINT), cause, turn);
              }
              return null;
            },
            handling.executor());
  }

  /**
   * Lets go of what has been replaced, when everything that came in before is done.
   *
   * @param done runs then, on whatever thread
   */
  void catchUp(Runnable done) {
    serial.add(
        () -> {
          turns.catchUp(done);
          return null;
        });
  }

  // --- containment -----------------------------------------------------------------------------

  private interface Callback {
    void run() throws Exception;
  }

  private void guarded(ContributionSet turn, Callback callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      Fatal.rethrow(e);
      handling.errors().endpoint(sourceOf(e, Source.ENDPOINT), e, turn);
    }
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static Source sourceOf(Throwable error, Source otherwise) {
    if (error instanceof LimitException) {
      return Source.LIMIT;
    }
    return error instanceof DecodeException ? Source.DECODE : otherwise;
  }
}
