package io.fairlead.standalone.net;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.Settings;
import io.fairlead.core.config.Settings.ServerTransport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads that do input and output: one that accepts, and two for each processor. */
public final class EventLoops {

  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;
  private final Class<? extends ServerChannel> serverChannel;

  private EventLoops(IoHandlerFactory io, Class<? extends ServerChannel> serverChannel) {
    acceptor = new MultiThreadIoEventLoopGroup(1, EventLoopThread.factory("fairlead-accept"), io);
    workers = new MultiThreadIoEventLoopGroup(0, EventLoopThread.factory("fairlead-io"), io);
    this.serverChannel = serverChannel;
  }

  /**
   * Loops of a kind.
   *
   * @throws ConfigException if this machine does not have it
   */
  public static EventLoops of(ServerTransport kind) {
    return switch (kind) {
      case AUTO -> of(Epoll.isAvailable() ? ServerTransport.EPOLL : ServerTransport.NIO);
      case EPOLL -> {
        require(kind, Epoll.isAvailable(), Epoll.unavailabilityCause());
        yield new EventLoops(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
      }
      case NIO -> new EventLoops(NioIoHandler.newFactory(), NioServerSocketChannel.class);
    };
  }

  private static void require(ServerTransport kind, boolean available, @Nullable Throwable cause) {
    if (!available) {
      throw new ConfigException(
          Settings.SERVER_TRANSPORT.key()
              + ": this machine has no "
              + kind.name().toLowerCase(Locale.ROOT)
              + " ("
              + cause
              + "); leave it at auto");
    }
  }

  /** Whether the calling thread is an event loop, and so must never block. */
  public static boolean onEventLoop() {
    return Thread.currentThread() instanceof EventLoopThread;
  }

  /** Accepts connections. */
  public EventLoopGroup acceptor() {
    return acceptor;
  }

  /** Serves connections. */
  public EventLoopGroup workers() {
    return workers;
  }

  /** The type of the listening channel. */
  public Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  /** Ends the threads; returns when they have ended, or after the time given. */
  public void shutdown(Duration longest) {
    long millis = Math.max(1, longest.toMillis());
    acceptor.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
    workers.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
    acceptor.terminationFuture().awaitUninterruptibly(millis);
    workers.terminationFuture().awaitUninterruptibly(millis);
  }
}
