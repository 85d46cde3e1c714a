package io.fairlead.core.transport;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A connection of any server, through nothing but its standard session: one frame a write, no pause
 * of reading, and no hard end. Only sends with a {@link SendHandler} are used for whole messages,
 * and the next write never starts on the thread that told of the last one's end: servers differ in
 * what they allow there.
 */
public final class JakartaTransport implements Transport {

  private static final Logger LOG = LogManager.getLogger(JakartaTransport.class);

  private final Session session;
  private final Executor completions;
  private final Executor blocking;
  private volatile boolean broken;
  private volatile Consumer<CloseReason> dropped = reason -> {};

  /**
   * A transport.
   *
   * @param session the server's own
   * @param completions for short tasks that others may be waiting for
   * @param blocking for calls that may block as long as the server likes
   */
  public JakartaTransport(Session session, Executor completions, Executor blocking) {
    this.session = session;
    this.completions = completions;
    this.blocking = blocking;
  }

  /** A publisher to many must not be held up by what the server does for each of them. */
  @Override
  public void takeTurnElsewhere(Runnable writer) {
    try {
      completions.execute(writer);
    } catch (RejectedExecutionException e) {
      writer.run(); // the runtime has stopped
    }
  }

  @Override
  public void write(List<OutboundFrame> batch, Completion completion) {
    OutboundFrame frame = batch.get(0);
    if (frame.control() || !frame.first() || !frame.last()) {
      blocking.execute(() -> writeBlocking(frame, completion)); // there is no other call for these
      return;
    }
    SendHandler handler =
        result ->
            complete(completion, result.isOK() ? null : failure(result.getException(), frame));
    RemoteEndpoint.Async remote = session.getAsyncRemote();
    if (frame.kind() == OutboundFrame.Kind.TEXT) {
      remote.sendText(frame.message().text(), handler);
    } else {
      remote.sendBinary(bytes(frame), handler);
    }
  }

  /**
   * A copy that may be written to: Liberty asks for the array of a buffer, and forgets the send.
   */
  private static ByteBuffer bytes(OutboundFrame frame) {
    ByteBuffer payload = frame.message().payload();
    return ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
  }

  private static Throwable failure(@Nullable Throwable given, OutboundFrame frame) {
    return given != null ? given : new IOException("the server did not send " + frame.message());
  }

  private void complete(Completion completion, @Nullable Throwable failure) {
    try {
      completions.execute(() -> completion.done(failure));
    } catch (RejectedExecutionException e) {
      completion.done(failure); // the runtime has stopped: better here than never
    }
  }

  private void writeBlocking(OutboundFrame frame, Completion completion) {
    try {
      RemoteEndpoint.Basic remote = session.getBasicRemote();
      switch (frame.kind()) {
        case TEXT -> remote.sendText(frame.message().text(), frame.last());
        case BINARY -> remote.sendBinary(bytes(frame), frame.last());
        case PING -> remote.sendPing(bytes(frame));
        case PONG -> remote.sendPong(bytes(frame));
      }
    } catch (IOException | RuntimeException e) {
      completion.done(e);
      return;
    }
    completion.done(null);
  }

  @Override
  public boolean gathered() {
    return false;
  }

  @Override
  public void close(CloseReason reason) {
    later(() -> end(reason));
  }

  /** As near as the standard comes to it. */
  @Override
  public void terminate() {
    later(
        () -> {
          dropped.accept(new CloseReason(CloseCodes.CLOSED_ABNORMALLY, "dropped")); // not 1011
          end(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "dropped"));
        });
  }

  /**
   * Leaves the end to the server, whose own close may be what the write failed on: it knows the
   * reason. Where it keeps silent, the connection is dropped as one that is {@link #gone}.
   */
  @Override
  public void writeFailed() {
    broken = true;
  }

  private void end(CloseReason reason) {
    try {
      session.close(reason);
    } catch (IOException | RuntimeException e) {
      LOG.debug("the server did not close a session: {}", e.toString());
    }
  }

  private void later(Runnable task) {
    try {
      blocking.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  @Override
  public boolean gone() {
    return broken || !session.isOpen();
  }

  @Override
  public boolean heldOpen() {
    return session.isOpen();
  }

  @Override
  public void onDropped(Consumer<CloseReason> told) {
    dropped = told;
  }

  @Override
  public boolean canPause() {
    return false;
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  @Override
  public boolean onEventLoop() {
    return false;
  }
}
