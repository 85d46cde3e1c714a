package io.fairlead.samples.benchmarks.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.concurrent.GlobalEventExecutor;

/** Netty's own WebSocket handlers and nothing more, one flush for each batch that was read. */
public final class NettyMain {

  private static final int LARGEST = 1 << 20;

  private NettyMain() {}

  public static void main(String[] args) throws Exception {
    ChannelGroup members = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    boolean epoll = Epoll.isAvailable();
    new ServerBootstrap()
        .group(
            new MultiThreadIoEventLoopGroup(
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()))
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(8192),
                        new WebSocketServerProtocolHandler("/", null, false, LARGEST, false, true),
                        new WebSocketFrameAggregator(LARGEST),
                        new Messages(members));
              }
            })
        .bind("127.0.0.1", Integer.parseInt(args[0]))
        .sync();
    Serving.ready(
        "Netty " + Serving.version(HttpServerCodec.class) + (epoll ? ", epoll" : ", NIO"));
  }

  private static final class Messages extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final ChannelGroup members;
    private boolean member;

    Messages(ChannelGroup members) {
      this.members = members;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof HandshakeComplete done && done.requestUri().equals("/fanout")) {
        member = true;
        members.add(context.channel());
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (member) {
        members.writeAndFlush(new TextWebSocketFrame(frame.content().retain()));
      } else {
        context.write(frame.retain());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }
}
