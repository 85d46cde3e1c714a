package io.fairlead.standalone.tyrus;

import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import io.fairlead.core.transport.TransportFactory;
import io.fairlead.standalone.net.EventLoops;
import io.fairlead.standalone.wire.WireOutput;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import jakarta.websocket.CloseReason;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket connection on a Netty channel, as the runtime sees it. It is made before the upgrade
 * and travels with the admission, as its attachment, to where the session opens.
 */
public final class NettyTransport implements Transport {

  private final Channel channel;
  private final RequestedUri requested;
  private final WebSocketHandler handler;
  private final WireOutput output;
  private volatile boolean claimed;
  private volatile boolean pauseWanted;
  private volatile @Nullable Consumer<CloseReason> peerEnd;
  private volatile @Nullable Inbox inbox;

  NettyTransport(Channel channel, RequestedUri requested, WebSocketLimits limits) {
    this.channel = channel;
    this.requested = requested;
    this.handler = new WebSocketHandler(this, channel, limits);
    this.output = handler.output();
  }

  /** Finds the transport in the attachment of the admission. */
  public static TransportFactory factory() {
    return (session, attachment) -> {
      if (attachment instanceof NettyTransport transport) {
        transport.claimed = true;
        return transport;
      }
      throw new IllegalStateException(
          "the session did not come through this server's admission, so it has no transport");
    };
  }

  /** Whether the runtime took the transport, which is so where it hosts the endpoint. */
  boolean claimed() {
    return claimed;
  }

  Channel channel() {
    return channel;
  }

  WebSocketHandler handler() {
    return handler;
  }

  boolean pauseWanted() {
    return pauseWanted;
  }

  // --- the runtime -----------------------------------------------------------------------------

  @Override
  public boolean deliverTo(Inbox target) {
    inbox = target; // set before the session is open, which is before any frame is read
    return true;
  }

  /** Where messages go; null where they go to the engine. */
  @Nullable Inbox inbox() {
    return inbox;
  }

  @Override
  public URI requestUri() {
    return requested.uri();
  }

  @Override
  public void takeTurn(Runnable writer) {
    EventLoop loop = channel.eventLoop();
    if (loop.inEventLoop() && output.atEndOfInput(writer)) {
      return;
    }
    try {
      loop.execute(writer); // on the loop, too: what else this round sends shares the write
    } catch (RejectedExecutionException e) {
      writer.run(); // the server has stopped: the write will say so
    }
  }

  @Override
  public void write(List<OutboundFrame> batch, Completion completion) {
    output.frames(batch, completion);
  }

  @Override
  public boolean gathered() {
    return true;
  }

  @Override
  public void close(CloseReason reason) {
    onLoop(() -> handler.close(reason));
  }

  @Override
  public void terminate() {
    onLoop(
        () -> {
          if (channel.isActive()) {
            // a reset frees what the kernel still holds for a peer that does not read
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
          }
          SslHandler ssl = channel.pipeline().get(SslHandler.class);
          if (ssl != null) {
            ssl.setCloseNotifyFlushTimeoutMillis(1); // nor is a farewell waited for
          }
          channel.close();
        });
  }

  @Override
  public int received() {
    return handler.reads();
  }

  @Override
  public boolean deliversPongs() {
    return true;
  }

  @Override
  public boolean canPause() {
    return true;
  }

  @Override
  public void pauseReading() {
    pauseWanted = true;
    onLoop(handler::pauseOrResume);
  }

  @Override
  public void resumeReading() {
    pauseWanted = false;
    onLoop(handler::pauseOrResume);
  }

  @Override
  public boolean heldOpen() {
    return channel.isOpen();
  }

  @Override
  public void onPeerEnd(Consumer<CloseReason> told) {
    peerEnd = told;
  }

  /** Whom to tell of the peer's end before the engine ends the session. */
  @Nullable Consumer<CloseReason> peerEnd() {
    return peerEnd;
  }

  @Override
  public Executor eventLoop() {
    return this::onLoop;
  }

  @Override
  public boolean onEventLoop() {
    return EventLoops.onEventLoop();
  }

  // --- the engine ------------------------------------------------------------------------------

  void engineFrame(ByteBuffer frame, Completion completion) {
    output.engineFrame(frame, claimed ? completion : handler.offLoop(completion));
  }

  void engineClosed() {
    onLoop(handler::engineClosed);
  }

  private void onLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
      return;
    }
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      channel.close(); // the server has stopped
    }
  }

  @Override
  public String toString() {
    return "transport on " + channel;
  }
}
