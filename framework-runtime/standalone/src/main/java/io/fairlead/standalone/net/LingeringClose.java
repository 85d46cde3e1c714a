package io.fairlead.standalone.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a TCP connection so that the peer gets to read our last bytes. Closing a socket with unread
 * input makes the kernel send a reset, which may destroy what is on its way (RFC 6455, section
 * 7.1.1; RFC 9112, section 9.6). So: close our half, throw away what still comes, then close. From
 * the call on, no other handler sees any input.
 */
public final class LingeringClose extends ChannelInboundHandlerAdapter {

  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final long MOST_BYTES = 16L << 20;

  private long discarded;

  private LingeringClose() {}

  /**
   * Ends the connection once a write has been done; the caller bounds the time of that write. Must
   * be called on the event loop.
   */
  public static void after(ChannelFuture lastWrite) {
    Channel channel = lastWrite.channel();
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(LingeringClose.class) != null || !channel.isActive()) {
      return;
    }
    SslHandler ssl = pipeline.get(SslHandler.class);
    if (ssl == null) {
      pipeline.addFirst(new LingeringClose());
    } else {
      pipeline.addAfter(pipeline.context(ssl).name(), null, new LingeringClose());
    }
    lastWrite.addListener(
        done -> {
          if (!done.isSuccess()) {
            channel.close();
          } else {
            closeOurHalf(channel, ssl);
          }
        });
    channel.config().setAutoRead(true);
  }

  private static void closeOurHalf(Channel channel, @Nullable SslHandler ssl) {
    closeAfter(channel, LINGER);
    ChannelFuture notified = ssl == null ? channel.newSucceededFuture() : ssl.closeOutbound();
    notified.addListener(
        done -> {
          if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            duplex.shutdownOutput();
          } else {
            channel.close();
          }
        });
  }

  private static void closeAfter(Channel channel, Duration time) {
    var timer =
        channel.eventLoop().schedule(() -> channel.close(), time.toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> timer.cancel(false));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    discarded += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    ReferenceCountUtil.release(message);
    if (discarded > MOST_BYTES) {
      context.channel().close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.channel().close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.channel().close(); // nothing is left to be said to this peer
  }
}
