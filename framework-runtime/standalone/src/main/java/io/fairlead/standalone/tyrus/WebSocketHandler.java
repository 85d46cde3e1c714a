package io.fairlead.standalone.tyrus;

import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.transport.Transport.Completion;
import io.fairlead.core.transport.Transport.Inbox;
import io.fairlead.standalone.deflate.MessageCodec;
import io.fairlead.standalone.net.LingeringClose;
import io.fairlead.standalone.net.Stopping;
import io.fairlead.standalone.wire.ClosePayload;
import io.fairlead.standalone.wire.Frame;
import io.fairlead.standalone.wire.FrameDecoder;
import io.fairlead.standalone.wire.FrameException;
import io.fairlead.standalone.wire.TextParts;
import io.fairlead.standalone.wire.WireOutput;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.glassfish.tyrus.core.CloseReasons;
import org.glassfish.tyrus.spi.Connection;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection after its upgrade: bytes in, the engine's and the runtime's ends, the
 * closing handshake. All its state belongs to the channel's event loop.
 */
final class WebSocketHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LogManager.getLogger(WebSocketHandler.class);

  /** Codes that fail the connection (RFC 6455, section 7.1.7): no answer is waited for. */
  private static final Set<Integer> FAILURES = Set.of(1002, 1003, 1007, 1009);

  /** Where the connection stands, as seen from the wire. */
  private enum State {
    /** The 101 is out; the endpoint's onOpen is on its way. Input is held. */
    OPENING,
    OPEN,
    /** The engine has ended the session; the closing handshake goes on. */
    CLOSING,
    /** Input means nothing any more. */
    ENDED
  }

  private final NettyTransport transport;
  private final Channel channel;
  private final WebSocketLimits limits;
  private final WireOutput output;
  private final FrameDecoder decoder;
  private final MemoryBudget.Account heldMemory;
  private final TextParts texts = new TextParts();
  private State state = State.OPENING;
  private @Nullable MessageCodec codec;
  private @Nullable EngineLink link;
  private @Nullable Inbox inbox;
  private @Nullable CloseReason closeWhenOpen;
  private @Nullable CloseReason peerReason;
  private @Nullable CloseReason pendingEnd;
  private @Nullable ByteBuf held;
  private @Nullable ChannelFuture closeWritten;
  private boolean failed;
  private boolean decoding;
  private final AtomicInteger reads = new AtomicInteger();

  WebSocketHandler(NettyTransport transport, Channel channel, WebSocketLimits limits) {
    this.transport = transport;
    this.channel = channel;
    this.limits = limits;
    this.decoder = new FrameDecoder(limits.messageBytes(), limits.memory().account());
    this.heldMemory = limits.memory().account();
    this.output = new WireOutput(channel, limits::bound, this::closing);
  }

  WireOutput output() {
    return output;
  }

  /** Client and server agreed on compression. Before the handler is put in place. */
  void compress(MessageCodec agreed) {
    codec = agreed;
    decoder.inflateWith(agreed.inflater());
    output.deflateWith(agreed.deflater());
  }

  /** Completions of endpoints not hosted run user code, which may block. */
  Completion offLoop(Completion completion) {
    return failure -> {
      try {
        limits.callbacks().completions().execute(() -> completion.done(failure));
      } catch (RejectedExecutionException e) {
        completion.done(failure); // the server stops
      }
    };
  }

  // --- opening ---------------------------------------------------------------------------------

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (!channel.isActive()) {
      gone(); // nothing else may tell
    }
  }

  /** The engine's connection exists, and its onOpen was called. */
  void opened(Connection connection) {
    EngineLink opened =
        transport.claimed()
            ? EngineLink.direct(connection)
            : EngineLink.serial(connection, limits.callbacks(), transport);
    link = opened;
    inbox = transport.inbox();
    if (!channel.isActive()) {
      state = State.ENDED;
      opened.close(CloseReasons.CLOSED_ABNORMALLY.getCloseReason());
      return;
    }
    if (state == State.OPENING) {
      state = State.OPEN;
    }
    if (closeWhenOpen != null) {
      opened.close(closeWhenOpen);
    }
    pauseOrResume();
  }

  /** The engine could not open the session. */
  void openingFailed() {
    failed = true;
    output.close(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the session failed to open"));
    engineClosed();
  }

  // --- input -----------------------------------------------------------------------------------

  /** How often bytes came in; any thread. */
  int reads() {
    return reads.get();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reads.lazySet(reads.getPlain() + 1); // this thread is the only one to write it
    if (deaf() || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    held =
        held == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), held, bytes);
    decodeHeld();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    output.readingDone();
    context.fireChannelReadComplete();
  }

  void pauseOrResume() {
    if (state == State.OPENING) {
      return;
    }
    boolean pause = transport.pauseWanted() && state == State.OPEN;
    if (!pause && !decoding) {
      decodeHeld();
      output.readingDone();
      pause = transport.pauseWanted() && state == State.OPEN;
    }
    channel.config().setAutoRead(!pause);
  }

  /** Stops between two frames when told to pause: what was read already waits, too. */
  private void decodeHeld() {
    if (decoding || held == null) {
      return;
    }
    decoding = true;
    output.reading();
    ByteBuf bytes = held;
    try {
      while (mayDecode() && bytes.isReadable()) {
        Frame frame = decoder.next(bytes);
        if (frame != null) {
          take(frame);
        }
      }
    } catch (FrameException e) {
      fail(e.reason());
    } finally {
      decoding = false;
      if (deaf() || !bytes.isReadable()) {
        held = null;
        bytes.release();
      }
    }
    if (!heldMemory.use(held == null ? 0 : held.readableBytes())) {
      fail(new CloseReason(CloseCodes.TRY_AGAIN_LATER, "the server has no memory for more now"));
    }
  }

  private boolean mayDecode() {
    return !deaf() && ((state == State.OPEN && !transport.pauseWanted()) || state == State.CLOSING);
  }

  /** Whether whatever still comes from the peer means nothing. */
  private boolean deaf() {
    return state == State.ENDED || failed || peerReason != null;
  }

  private void take(Frame frame) throws FrameException {
    if (frame.isClose()) {
      CloseReason reason = ClosePayload.read(frame);
      peerReason = reason;
      if (closes()) {
        end();
      } else {
        peerEnds(reason);
      }
    } else if (state != State.OPEN || closes() || link == null) {
      return; // what comes behind our own close frame has no meaning any more
    } else if (frame.isPing()) {
      output.pong(frame);
    } else if (inbox != null) {
      deliver(inbox, frame);
    } else {
      link.frame(frame);
    }
  }

  /** Whether our close frame is out; an engine on another thread tells of its end later. */
  private boolean closes() {
    return state == State.CLOSING || closeWritten != null;
  }

  private void deliver(Inbox inbox, Frame frame) {
    if (frame.isPong()) {
      inbox.pong(frame.payload());
    } else if (frame.isText()) {
      inbox.text(texts.take(frame), frame.size(), frame.fin());
    } else {
      inbox.binary(frame.payload(), frame.fin());
    }
  }

  private void fail(CloseReason reason) {
    boolean open = state == State.OPEN;
    failed = true;
    decoder.close();
    if (open) {
      peerEnds(reason);
    } else {
      end();
    }
  }

  /** What came before is answered first, by an endpoint that is hosted; but not for ever. */
  private void peerEnds(CloseReason reason) {
    Consumer<CloseReason> told = transport.peerEnd();
    if (told == null) {
      closeEngine(reason);
      return;
    }
    pendingEnd = reason;
    var deadline =
        channel
            .eventLoop()
            .schedule(
                () -> closeEngine(reason), limits.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> deadline.cancel(false));
    told.accept(reason);
  }

  // --- closing ---------------------------------------------------------------------------------

  /** Closes from the runtime's side. */
  void close(CloseReason reason) {
    if (state == State.OPENING) {
      closeWhenOpen = closeWhenOpen == null ? reason : closeWhenOpen;
    } else {
      closeEngine(pendingEnd != null ? pendingEnd : reason);
    }
  }

  private void closeEngine(CloseReason reason) {
    if (link != null) {
      link.close(reason);
    }
  }

  /** The engine has ended the session; mostly, it has written its close frame. */
  void engineClosed() {
    if (state == State.OPENING || state == State.OPEN) {
      state = State.CLOSING;
    }
    output.close(answer());
    if (link != null || failed) {
      pauseOrResume(); // else opened() does it
    }
  }

  /** For the case that the engine ended without a close frame. */
  private CloseReason answer() {
    return peerReason != null && peerReason.getCloseCode() != CloseCodes.NO_STATUS_CODE
        ? peerReason
        : new CloseReason(CloseCodes.NORMAL_CLOSURE, null);
  }

  /** A close frame is on its way out. */
  private void closing(ChannelFuture written, int code) {
    closeWritten = written;
    failed |= FAILURES.contains(code);
    var deadline =
        channel
            .eventLoop()
            .schedule(
                transport::terminate, limits.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> deadline.cancel(false));
    if (deaf()) {
      end();
    }
  }

  /** Both close frames are through, or the protocol was broken: the TCP connection may end. */
  private void end() {
    if (state != State.ENDED) {
      state = State.ENDED;
      LingeringClose.after(closeWritten == null ? channel.newSucceededFuture() : closeWritten);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    boolean opening = state == State.OPENING;
    gone();
    if (held != null && !decoding) {
      held.release();
      held = null;
    }
    if (!opening) {
      // no effect where it was closed
      closeEngine(
          pendingEnd != null ? pendingEnd : CloseReasons.CLOSED_ABNORMALLY.getCloseReason());
    }
    context.fireChannelInactive();
  }

  private void gone() {
    state = State.ENDED;
    decoder.close();
    heldMemory.use(0);
    output.gone();
    if (codec != null) {
      codec.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Stopping.NOW) {
      close(new CloseReason(CloseCodes.GOING_AWAY, "the server stops"));
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    output.writabilityChanged();
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      LOG.debug("a connection broke: {}", cause.toString());
      context.close();
    } else {
      LOG.error("a WebSocket connection failed", cause);
      failed = true;
      close(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the server failed"));
      output.close(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the server failed"));
    }
  }
}
