package io.fairlead.standalone.server;

import io.fairlead.core.admission.TrustedProxies;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sees each TCP connection before it costs more than its descriptor: counts it, or resets it where
 * there is no room. One for each listening channel.
 */
final class Acceptance extends ChannelInboundHandlerAdapter {

  /** Tells a connection's handlers that it was given up for another. */
  enum Evicted {
    /** Close now; say so where that can be done at once. */
    NOW
  }

  private static final Logger LOG = LogManager.getLogger(Acceptance.class);
  private static final AttributeKey<Sockets.Socket> SOCKET =
      AttributeKey.valueOf(Acceptance.class, "socket");
  private static final int AT_ONCE = 64;
  private static final long PAUSE_MILLIS = 100;
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Sockets sockets;
  private final TrustedProxies proxies;
  private long told = System.nanoTime() - SILENT_NANOS;
  private long refused;

  Acceptance(Sockets sockets, TrustedProxies proxies) {
    this.sockets = sockets;
    this.proxies = proxies;
  }

  /** The place of an accepted connection. */
  static Sockets.Socket socket(Channel channel) {
    return channel.attr(SOCKET).get();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof Channel channel)) {
      context.fireChannelRead(message);
      return;
    }
    String peer = HttpFront.peer(channel);
    Sockets.Socket socket = sockets.enter(peer, !proxies.trusts(peer), () -> evict(channel));
    if (socket == null) {
      reset(channel);
      tell("there is no room for more TCP connections", null);
      return;
    }
    channel.attr(SOCKET).set(socket);
    channel.closeFuture().addListener(closed -> socket.left());
    context.fireChannelRead(channel);
  }

  private static void evict(Channel channel) {
    channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(Evicted.NOW));
  }

  /** It is on no event loop yet, so nothing can be written to it. */
  private static void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.unsafe().closeForcibly();
  }

  /** Mostly the process has no descriptor left: frees some, and does not try again at once. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    tell("no TCP connection can be accepted", cause);
    Channel port = context.channel();
    if (port.config().isAutoRead()) {
      port.config().setAutoRead(false);
      port.eventLoop()
          .schedule(() -> port.config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    sockets.makeRoom(AT_ONCE);
  }

  /** Not for each one: a log that a stranger can fill is a hole of its own. */
  private void tell(String what, @Nullable Throwable cause) {
    refused++;
    long now = System.nanoTime();
    if (now - told >= SILENT_NANOS) {
      LOG.warn("{} ({} times){}", what, refused, cause == null ? "" : ": " + cause);
      told = now;
      refused = 0;
    }
  }
}
