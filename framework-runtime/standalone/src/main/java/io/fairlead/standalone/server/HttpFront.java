package io.fairlead.standalone.server;

import io.fairlead.core.admission.TrustedProxies;
import io.fairlead.core.http.BadRequestException;
import io.fairlead.core.http.PlainRequest;
import io.fairlead.core.http.RequestTarget;
import io.fairlead.standalone.http.Reply;
import io.fairlead.standalone.http.Site;
import io.fairlead.standalone.net.LingeringClose;
import io.fairlead.standalone.net.Stopping;
import io.fairlead.standalone.tyrus.Upgraded;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection while it speaks HTTP: takes a request, has it answered, takes the next; or leaves
 * the channel to WebSocket. All its state belongs to the channel's event loop.
 */
final class HttpFront extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LogManager.getLogger(HttpFront.class);

  /** Longest time for the last word to one that was given up for another. */
  private static final Duration EVICTION = Duration.ofMillis(500);

  private enum Phase {
    /** Waiting for a request, or in the middle of one. */
    READING,
    /** A request is whole and has no answer yet. Reading is off. */
    ANSWERING,
    /** The answer is on its way. */
    WRITING,
    /** The connection ends, or is no longer ours. */
    DONE
  }

  private final ServerParts parts;
  private final RequestGate gate;
  private final Intake intake;
  private final Sockets.Socket socket;
  private Phase phase = Phase.READING;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> timer;
  private boolean later;
  private boolean inputEnded;
  private boolean stopping;
  private long exchange;

  private HttpFront(ServerParts parts, Channel channel, Sockets.Socket socket) {
    this.parts = parts;
    this.socket = socket;
    this.intake = new Intake(parts.bodyBytes(), parts.limits().headers());
    this.gate = new RequestGate(parts.limits(), () -> begin(channel));
  }

  /** Puts the handlers of HTTP in the pipeline of a new connection. */
  static void install(ServerParts parts, Channel channel, Sockets.Socket socket) {
    HttpFront front = new HttpFront(parts, channel, socket);
    channel
        .pipeline()
        .addLast(front.gate)
        .addLast(new HttpResponseEncoder())
        .addLast(new ChunkedWriteHandler())
        .addLast(front);
  }

  // --- deadlines -------------------------------------------------------------------------------

  private void arm(Channel channel, Duration time, Runnable task) {
    disarm();
    timer = channel.eventLoop().schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void disarm() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    arm(context.channel(), parts.limits().header(), this::late);
    socket.waiting();
  }

  /** The first request's deadline runs from the connect on, whatever trickles in. */
  private void begin(Channel channel) {
    if (later) {
      arm(channel, parts.limits().header(), this::late);
    }
  }

  private void late() {
    if (context == null || phase != Phase.READING) {
      return;
    }
    if (gate.begun()) {
      refuse(context, Reply.problem(408, "Request timeout", "The request took too long to come."));
    } else {
      phase = Phase.DONE;
      context.close();
    }
  }

  // --- a request comes in ----------------------------------------------------------------------

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (phase == Phase.READING && message instanceof HttpObject part) {
        take(context, part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(ChannelHandlerContext context, HttpObject part) {
    Reply refusal = intake.take(part);
    if (part instanceof HttpRequest request && refusal == null) {
      arm(context.channel(), parts.limits().body(), this::late);
      refusal = HandshakeCheck.refusalOfBody(request);
    }
    if (refusal != null) {
      refuse(context, refusal);
    } else if (part instanceof HttpRequest request && HttpUtil.is100ContinueExpected(request)) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    } else if (intake.complete()) {
      complete(context, intake.request());
    }
  }

  private void complete(ChannelHandlerContext context, HttpRequest request) {
    phase = Phase.ANSWERING;
    exchange++;
    disarm();
    if (!socket.busy()) {
      evicted(context);
      return;
    }
    context.channel().config().setAutoRead(false);
    if (request.protocolVersion().majorVersion() != 1) {
      refuse(context, Reply.problem(505, "HTTP version not supported", "Use HTTP/1.1."));
      return;
    }
    try {
      RequestHeaders.Host host = RequestHeaders.host(request);
      RequestTarget target = RequestTarget.parse(request.uri());
      if (HandshakeCheck.wanted(request)) {
        new Handshake(parts, this, context, request, target, host).start();
      } else {
        dispatch(context, plain(context, request, target));
      }
    } catch (BadRequestException e) {
      refuse(context, Reply.badRequest(String.valueOf(e.getMessage())));
    }
  }

  // --- plain requests --------------------------------------------------------------------------

  private PlainRequest plain(
      ChannelHandlerContext context, HttpRequest request, RequestTarget target) {
    Map<String, List<String>> headers = RequestHeaders.lines(request.headers());
    TrustedProxies.Client client =
        parts.proxies().client(peer(context.channel()), secure(context.channel()), headers);
    return new PlainRequest(
        request.method().name(), target, headers, intake.body(), client.address(), client.secure());
  }

  static @Nullable String peer(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
            && address.getAddress() != null
        ? address.getAddress().getHostAddress()
        : null;
  }

  static boolean secure(Channel channel) {
    return channel.pipeline().get(SslHandler.class) != null;
  }

  private void dispatch(ChannelHandlerContext context, PlainRequest request) {
    Reply now = parts.site().answerAtOnce(request);
    if (now != null) {
      answer(context, now);
      return;
    }
    long mine = exchange;
    arm(
        context.channel(),
        parts.limits().answer(),
        () -> refuse(context, unavailable("No answer was found in time.")));
    try {
      parts.callbacks().execute(() -> answerLater(context, request, mine));
    } catch (RejectedExecutionException e) {
      refuse(context, unavailable("The server is stopping."));
    }
  }

  static Reply unavailable(String detail) {
    return Reply.problem(503, "Service unavailable", detail).with("Retry-After", "5");
  }

  private void answerLater(ChannelHandlerContext context, PlainRequest request, long mine) {
    Reply reply = Site.failed();
    try {
      Reply found = parts.site().answer(request);
      reply = found == null ? nothing(request) : found;
    } catch (RuntimeException e) {
      LOG.error("{} failed", request, e);
    } finally {
      Reply answer = reply;
      context
          .executor()
          .execute(
              () -> {
                if (phase == Phase.ANSWERING && exchange == mine) {
                  answer(context, answer);
                }
              });
    }
  }

  private Reply nothing(PlainRequest request) {
    return parts.upgrader().matches(request.target())
        ? HandshakeCheck.upgradeRequired("This path takes WebSocket connections.")
        : Site.notFound();
  }

  // --- answers ---------------------------------------------------------------------------------

  /** Answers, and keeps the connection where the client and the server want to. */
  private void answer(ChannelHandlerContext context, Reply reply) {
    boolean keep =
        HttpUtil.isKeepAlive(intake.request())
            && !inputEnded
            && !stopping
            && !parts.health().isDraining();
    write(context, reply, keep);
  }

  /** Answers, and ends the connection. */
  void refuse(ChannelHandlerContext context, Reply reply) {
    write(context, reply, false);
  }

  private void write(ChannelHandlerContext context, Reply reply, boolean keep) {
    if (phase == Phase.WRITING || phase == Phase.DONE || !context.channel().isActive()) {
      return;
    }
    phase = keep ? Phase.WRITING : Phase.DONE;
    Duration longest = parts.limits().write().plusSeconds(reply.length() / 65_536);
    arm(context.channel(), longest, () -> context.channel().close());
    ChannelFuture written = tryWrite(context, reply, keep);
    if (keep) {
      written.addListener(done -> written(context, done.isSuccess()));
    } else {
      written.addListener(
          done -> {
            disarm();
            socket.waiting(); // for nothing but the client's end
          });
      LingeringClose.after(written);
    }
  }

  private ChannelFuture tryWrite(ChannelHandlerContext context, Reply reply, boolean keep) {
    boolean bodyless = intake.wantsHeadersOnly();
    try {
      return ReplyWriter.write(context, reply, bodyless, keep);
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("an answer could not be written", e);
      try {
        return ReplyWriter.write(context, Site.failed(), bodyless, keep);
      } catch (IOException impossible) {
        return context.newFailedFuture(impossible);
      }
    }
  }

  private void written(ChannelHandlerContext context, boolean success) throws Exception {
    disarm();
    if (!success) {
      context.close();
    } else if (inputEnded || stopping) {
      phase = Phase.DONE;
      LingeringClose.after(context.newSucceededFuture());
    } else {
      phase = Phase.READING;
      later = true;
      intake.reset();
      socket.waiting();
      arm(context.channel(), parts.limits().idle(), this::late);
      context.channel().config().setAutoRead(true);
      gate.next(context.pipeline().context(gate));
    }
  }

  // --- upgrades --------------------------------------------------------------------------------

  /** Writes the 101 and leaves the channel to WebSocket, with all bytes that came behind. */
  boolean upgrade(ChannelHandlerContext context, Upgraded.Accepted accepted) {
    if (phase != Phase.ANSWERING
        || inputEnded
        || !context.channel().isActive()
        || !socket.upgraded()) {
      context.close();
      return false;
    }
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
    try {
      accepted.headers().forEach(response.headers()::set);
    } catch (IllegalArgumentException e) {
      LOG.error("an endpoint's Configurator set a malformed header", e);
      refuse(context, Site.failed());
      return false;
    }
    phase = Phase.DONE;
    disarm();
    context.writeAndFlush(response);
    var pipeline = context.pipeline();
    pipeline.addLast(accepted.handler());
    pipeline.remove(HttpResponseEncoder.class);
    pipeline.remove(ChunkedWriteHandler.class);
    pipeline.remove(this);
    context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    pipeline.remove(gate);
    return true;
  }

  // --- the connection --------------------------------------------------------------------------

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Acceptance.Evicted.NOW) {
      evicted(context);
    } else if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      closeIfIdle(context, false);
    } else if (event == Stopping.NOW) {
      stopping = true;
      closeIfIdle(context, !gate.begun());
    }
    context.fireUserEventTriggered(event);
  }

  /** Another connection has its place: no time for a farewell, only for a word. */
  private void evicted(ChannelHandlerContext context) {
    Channel channel = context.channel();
    boolean mayTell = phase == Phase.READING && gate.begun() || phase == Phase.ANSWERING;
    phase = Phase.DONE;
    disarm();
    if (mayTell) {
      tryWrite(context, unavailable("Too many connections are open; try again soon."), false)
          .addListener(done -> channel.close());
      arm(channel, EVICTION, channel::close);
    } else {
      channel.close();
    }
  }

  private void closeIfIdle(ChannelHandlerContext context, boolean idle) {
    if (phase == Phase.READING && (idle || inputEnded)) {
      phase = Phase.DONE;
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    phase = Phase.DONE;
    disarm();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      LOG.debug("a connection broke: {}", cause.toString());
    } else {
      LOG.error("a connection failed", cause);
    }
    context.close();
  }
}
