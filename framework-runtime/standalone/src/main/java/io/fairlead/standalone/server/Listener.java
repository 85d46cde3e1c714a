package io.fairlead.standalone.server;

import io.fairlead.api.connection.PoolUsage;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.standalone.net.EventLoops;
import io.fairlead.standalone.net.Stopping;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The open port, its event loops, and all connections on it. */
final class Listener {

  private static final int BACKLOG = 4096;

  private final EventLoops loops;
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final ServerParts parts;
  private final Sockets sockets;
  private final @Nullable SslContext tls;
  private final Channel port;

  /**
   * Opens a port.
   *
   * @throws ConfigException if that does not work; names host and port
   */
  Listener(
      FairleadConfig config,
      int portNumber,
      ServerParts parts,
      @Nullable SslContext tls,
      Supplier<EventLoops> loops) {
    this.parts = parts;
    this.tls = tls;
    this.sockets = SocketLimits.sockets(config);
    String host = config.get(Settings.SERVER_HOST);
    InetAddress address = address(host);
    this.loops = loops.get();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(this.loops.acceptor(), this.loops.workers())
            .channel(this.loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .handler(new Acceptance(sockets, parts.proxies()))
            .childHandler(new Connections())
            .bind(address, portNumber)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      this.loops.shutdown(Duration.ofSeconds(1));
      throw new ConfigException(
          "cannot listen on "
              + host
              + ":"
              + portNumber
              + " ("
              + bound.cause().getMessage()
              + "); free the port, or set another "
              + Settings.SERVER_PORT.key()
              + " or "
              + Settings.SERVER_HOST.key());
    }
    port = bound.channel();
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ConfigException(
          Settings.SERVER_HOST.key() + ": '" + host + "' is no address of this machine");
    }
  }

  /** The number of the port. */
  int number() {
    return ((InetSocketAddress) port.localAddress()).getPort();
  }

  /** Open connections, HTTP and WebSocket. */
  int connections() {
    return connections.size();
  }

  /** How many of the TCP connections there may be are there. */
  PoolUsage sockets() {
    return sockets.usage();
  }

  /** Closes the port; connections stay. */
  void stopAccepting() {
    port.close().awaitUninterruptibly();
  }

  /** Closes port and connections, in good order as far as the time allows, and ends the threads. */
  void close(Duration longest) {
    stopAccepting();
    long deadline = System.nanoTime() + longest.toNanos();
    connections.forEach(
        channel ->
            channel
                .eventLoop()
                .execute(() -> channel.pipeline().fireUserEventTriggered(Stopping.NOW)));
    connections.newCloseFuture().awaitUninterruptibly(longest.toMillis());
    connections.close().awaitUninterruptibly(Math.max(100, longest.toMillis() / 4));
    long left = Math.max(100, (deadline - System.nanoTime()) / 1_000_000);
    loops.shutdown(Duration.ofMillis(left));
  }

  private final class Connections extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      connections.add(channel);
      if (tls != null) {
        SslHandler handler = tls.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(parts.limits().header().toMillis());
        channel.pipeline().addLast(handler);
      }
      HttpFront.install(parts, channel, Acceptance.socket(channel));
    }
  }
}
