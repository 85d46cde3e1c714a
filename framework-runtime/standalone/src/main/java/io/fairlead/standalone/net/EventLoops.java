package io.fairlead.standalone.net;

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
import java.util.concurrent.TimeUnit;

/** The threads that do input and output: one that accepts, and two for each processor. */
public final class EventLoops {

  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;
  private final Class<? extends ServerChannel> serverChannel;

  private EventLoops(boolean epoll) {
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    acceptor = new MultiThreadIoEventLoopGroup(1, EventLoopThread.factory("fairlead-accept"), io);
    workers = new MultiThreadIoEventLoopGroup(0, EventLoopThread.factory("fairlead-io"), io);
    serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Loops on epoll where this machine has it, else on NIO. */
  public static EventLoops best() {
    return new EventLoops(Epoll.isAvailable());
  }

  /** Loops on NIO, which is everywhere. */
  public static EventLoops nio() {
    return new EventLoops(false);
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
