package io.fairlead.core.transport;

import jakarta.websocket.CloseReason;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the server below. The runtime has at most one {@link #write} under way at a
 * time; the other methods may be called from any thread at any time. None of them blocks.
 */
public interface Transport {

  /** Hears of the end of a write. */
  @FunctionalInterface
  interface Completion {
    /**
     * Called exactly once, possibly before {@link Transport#write} returns, from any thread.
     *
     * @param failure why the bytes were not handed to the kernel; null when they were
     */
    void done(@Nullable Throwable failure);
  }

  /**
   * Takes what comes in. Called in the order of arrival, from one thread at a time; returns at
   * once, unless the transport cannot pause.
   */
  interface Inbox {
    /**
     * A text message or a part of one.
     *
     * @param size of the part in UTF-8, in bytes
     */
    void text(String part, int size, boolean last);

    /** A binary message or a part of one; the bytes do not change any more. */
    void binary(ByteBuffer part, boolean last);

    /** A pong; the bytes do not change any more. */
    void pong(ByteBuffer data);
  }

  /**
   * Asks for messages straight from the wire, past the server's session.
   *
   * @return whether they will come; else the session has to be listened to
   */
  default boolean deliverTo(Inbox inbox) {
    return false;
  }

  /**
   * Runs the writer soon, in the connection's turn: on the event loop where there is one, so that
   * what comes until then leaves in the same write. May run it before it returns.
   */
  default void takeTurn(Runnable writer) {
    writer.run();
  }

  /** The same for a caller that has more to do than to write for this connection. */
  default void takeTurnElsewhere(Runnable writer) {
    takeTurn(writer);
  }

  /**
   * Writes frames in order.
   *
   * @param batch not empty; one frame only, unless {@link #gathered}
   */
  void write(List<OutboundFrame> batch, Completion completion);

  /** Whether a batch may hold more than one frame. */
  boolean gathered();

  /** Starts the closing handshake (RFC 6455, section 7.1.2). */
  void close(CloseReason reason);

  /** Drops the connection without a closing handshake; what is in flight fails. */
  void terminate();

  /** A write has failed: nothing can be sent any more, though the peer may still be heard. */
  default void writeFailed() {
    terminate();
  }

  /** Whether {@link #pauseReading} has an effect; else the runtime holds the server's thread. */
  boolean canPause();

  /** Changes whenever bytes have come from the peer; 0 for ever where that cannot be seen. */
  default int received() {
    return 0;
  }

  /** Whether every pong of the peer is sure to reach the runtime. */
  default boolean deliversPongs() {
    return false;
  }

  /** Stops reading from the peer soon. */
  void pauseReading();

  /** Reads again. */
  void resumeReading();

  /**
   * Asks to be told of the peer's end (its close frame, or a violation of the protocol), in the
   * order of what came in. Whoever is told answers with {@link #close} when all that came before is
   * handled; the transport waits for that no longer than its close timeout. A transport that cannot
   * wait ends the session by itself and ignores this.
   */
  default void onPeerEnd(Consumer<CloseReason> told) {}

  /**
   * Whether the session below has ended. The runtime is told of that in another way, soon; where it
   * is not, the server has forgotten to, and the connection is dropped.
   */
  default boolean gone() {
    return false;
  }

  /** Whether the server still holds the session open; false where nobody can tell. */
  default boolean heldOpen() {
    return false;
  }

  /**
   * Asks to be told when the session is dropped, by a transport below which the server may keep
   * silent about it, or say something else. The server may speak, too.
   */
  default void onDropped(Consumer<CloseReason> told) {}

  /** The URI that the client asked for, where it is better known here than by the session. */
  default @Nullable URI requestUri() {
    return null;
  }

  /** Runs tasks on the connection's event loop, at once where it is called there; null for none. */
  default @Nullable Executor eventLoop() {
    return null;
  }

  /** Whether the calling thread is one that must never block. */
  boolean onEventLoop();
}
