package io.fairlead.standalone.wire;

import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport.Completion;
import io.fairlead.standalone.deflate.MessageDeflater;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that leaves on one WebSocket connection, whoever sends it: the runtime's queue and the engine
 * share it, and the event loop puts them in order. After a close frame nothing follows (RFC 6455,
 * section 5.5.1). Methods may be called from any thread, unless they say otherwise.
 */
public final class WireOutput {

  /** Hears of the close frame. */
  @FunctionalInterface
  public interface Closing {
    /** Called once, on the event loop, with the write of the close frame and its code. */
    void closing(ChannelFuture written, int code);
  }

  private final Channel channel;
  private final Function<Channel, EngineBound> bounds;
  private final Closing onClosing;

  private @Nullable EngineBound bound;

  // below: event loop only
  private boolean reading;
  private boolean dirty;
  private boolean closing;
  private @Nullable Runnable writerInTurn;
  private @Nullable Frame latestPing;
  private @Nullable MessageDeflater deflater;

  /**
   * The output of a channel.
   *
   * @param bounds makes the limit of what the engine writes by itself, where it ever does
   * @param onClosing hears of the close frame
   */
  public WireOutput(Channel channel, Function<Channel, EngineBound> bounds, Closing onClosing) {
    this.channel = channel;
    this.bounds = bounds;
    this.onClosing = onClosing;
  }

  /** Compresses messages. Before the first write. */
  public void deflateWith(MessageDeflater agreed) {
    deflater = agreed;
  }

  // --- the runtime -----------------------------------------------------------------------------

  /** Writes a batch and flushes once; done when the bytes were handed to the kernel. */
  public void frames(List<OutboundFrame> batch, Completion completion) {
    EventLoop loop = channel.eventLoop();
    if (loop.inEventLoop()) {
      writeFrames(batch, completion);
    } else {
      onLoop(() -> writeFrames(batch, completion), completion);
    }
  }

  /**
   * Runs a writer when the input at hand has been handled, so that all answers to it share a write.
   * Event loop only; one writer a connection.
   *
   * @return false where no input is being handled
   */
  public boolean atEndOfInput(Runnable writer) {
    if (reading) {
      writerInTurn = writer;
    }
    return reading;
  }

  private void writeFrames(List<OutboundFrame> batch, Completion completion) {
    if (refused(completion)) {
      return;
    }
    List<ByteBuf> buffers;
    try {
      buffers =
          deflater == null
              ? FrameEncoder.encode(channel.alloc(), batch)
              : DeflatingEncoder.encode(channel.alloc(), batch, deflater);
    } catch (RuntimeException | OutOfMemoryError e) {
      completion.done(new IOException("cannot encode a batch of " + batch.size() + " frames", e));
      return;
    }
    int last = buffers.size() - 1;
    for (int i = 0; i < last; i++) {
      channel.write(buffers.get(i), channel.voidPromise());
    }
    channel.write(buffers.get(last)).addListener(done -> completion.done(done.cause()));
    flush();
  }

  // --- the engine ------------------------------------------------------------------------------

  /** Writes one whole frame that the engine made. */
  public void engineFrame(ByteBuffer frame, Completion completion) {
    int opcode = frame.get(frame.position()) & 0x0F;
    boolean close = opcode == Frame.CLOSE;
    if (!close && !bound().admit(frame)) {
      completion.done(new IOException("the client reads too slowly: too many bytes wait for it"));
      return;
    }
    Completion whenDone = close ? completion : bound().releasing(frame.remaining(), completion);
    onLoop(() -> writeEngineFrame(opcode, Unpooled.wrappedBuffer(frame), whenDone), whenDone);
  }

  private synchronized EngineBound bound() {
    if (bound == null) {
      bound = bounds.apply(channel);
    }
    return bound;
  }

  private void writeEngineFrame(int opcode, ByteBuf frame, Completion completion) {
    if (opcode == Frame.CLOSE && closing) {
      frame.release();
      completion.done(null); // one close frame is enough
    } else if (refused(completion)) {
      frame.release();
    } else if (opcode == Frame.CLOSE) {
      writeClose(frame).addListener(done -> completion.done(done.cause()));
    } else {
      ByteBuf packed = deflater == null ? frame : packed(frame, deflater, completion);
      if (packed != null) {
        channel.write(packed).addListener(done -> completion.done(done.cause()));
        flush();
      }
    }
  }

  private @Nullable ByteBuf packed(ByteBuf frame, MessageDeflater with, Completion completion) {
    try {
      return DeflatingEncoder.engineFrame(channel.alloc(), frame, with);
    } catch (RuntimeException | OutOfMemoryError e) {
      completion.done(new IOException("cannot encode a frame", e));
      channel.close(); // half a message may be out
      return null;
    }
  }

  // --- pongs -----------------------------------------------------------------------------------

  /**
   * Answers a ping. Only the latest one needs an answer (RFC 6455, section 5.5.3): of a flood whose
   * pongs nobody reads, one is kept. Event loop only.
   */
  public void pong(Frame ping) {
    if (closing) {
      return;
    }
    if (latestPing != null || !channel.isWritable()) {
      latestPing = ping;
    } else {
      channel.write(FrameEncoder.pong(channel.alloc(), ping), channel.voidPromise());
      flush();
    }
  }

  // --- closing ---------------------------------------------------------------------------------

  /** Writes a close frame, unless one was written. */
  public void close(CloseReason reason) {
    onLoop(
        () -> {
          if (!closing) {
            writeClose(FrameEncoder.close(channel.alloc(), reason));
          }
        },
        failure -> {});
  }

  private ChannelFuture writeClose(ByteBuf frame) {
    closing = true;
    latestPing = null;
    int code = frame.readableBytes() < 4 ? 1005 : frame.getUnsignedShort(frame.readerIndex() + 2);
    ChannelFuture written = channel.writeAndFlush(frame);
    dirty = false;
    onClosing.closing(written, code);
    return written;
  }

  // --- the channel's handler, on the event loop ------------------------------------------------

  /** Whether a close frame was written. Event loop only. */
  public boolean closing() {
    return closing;
  }

  /** Input is being handled: what it causes to be written is flushed once, at its end. */
  public void reading() {
    reading = true;
  }

  /** The input at hand has been handled. */
  public void readingDone() {
    reading = false;
    Runnable writer = writerInTurn;
    if (writer != null) {
      writerInTurn = null;
      writer.run();
    }
    while (dirty) {
      dirty = false;
      channel.flush();
    }
  }

  /** The channel may have room again. */
  public void writabilityChanged() {
    Frame ping = latestPing;
    if (ping != null && channel.isWritable()) {
      latestPing = null;
      pong(ping);
    }
  }

  /** The channel is gone. */
  public void gone() {
    closing = true;
    latestPing = null;
  }

  // ---------------------------------------------------------------------------------------------

  private void flush() {
    if (reading) {
      dirty = true;
    } else {
      channel.flush();
    }
  }

  private boolean refused(Completion completion) {
    if (!closing) {
      return false;
    }
    completion.done(new IOException("the connection is closing"));
    return true;
  }

  private void onLoop(Runnable task, Completion completion) {
    EventLoop loop = channel.eventLoop();
    if (loop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      completion.done(new IOException("the server has stopped", e));
    }
  }
}
