package io.fairlead.standalone.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Decodes one request and then none until told to go on. So a pipelined request waits for the
 * answer to the one before, and what follows a handshake stays raw bytes: after an upgrade they are
 * frames. Taking this handler out of the pipeline hands them to the next one.
 */
final class RequestGate extends HttpRequestDecoder {

  /** More than one read can bring while reading is off; only a broken transport gets here. */
  private static final int MOST_HELD = 1 << 20;

  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");

  private final Runnable onBegin;
  private boolean shut;
  private boolean begun;
  private int first = -1;

  /**
   * A gate, open for one request.
   *
   * @param onBegin called with the first byte of each request
   */
  RequestGate(HttpLimits limits, Runnable onBegin) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.lineBytes())
            .setMaxHeaderSize(limits.headerBytes())
            .setStrictLineParsing(true));
    this.onBegin = onBegin;
  }

  /** Whether a byte of the request at hand has come. */
  boolean begun() {
    return begun;
  }

  /** Lets the next request in. */
  void next(ChannelHandlerContext context) throws Exception {
    shut = false;
    begun = false;
    first = -1;
    if (actualReadableBytes() > 0) {
      channelRead(context, Unpooled.EMPTY_BUFFER);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (!shut && !begun) {
      begun = true;
      onBegin.run();
    }
    super.channelRead(context, message);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (shut) {
      if (in.readableBytes() > MOST_HELD) {
        in.skipBytes(in.readableBytes());
        context.close();
      }
      return;
    }
    first = first < 0 ? first(in) : first;
    super.decode(context, in, out);
    if (!out.isEmpty() && out.get(out.size() - 1) instanceof HttpObject last) {
      shut = last instanceof LastHttpContent || last.decoderResult().isFailure();
    }
  }

  /** The first byte of a request, which empty lines may stand before; -1 where it has not come. */
  private static int first(ByteBuf in) {
    int at = in.forEachByte(b -> b == '\r' || b == '\n');
    return at < 0 ? -1 : in.getUnsignedByte(at);
  }

  /** Netty passes over control characters before the method, and takes a version in any case. */
  @Override
  protected HttpMessage createMessage(String[] line) throws Exception {
    if (line[0].isEmpty() || line[0].charAt(0) != first || !VERSION.matcher(line[2]).matches()) {
      throw new IllegalArgumentException("malformed request line");
    }
    return super.createMessage(line);
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (!shut) {
      super.decodeLast(context, in, out);
    }
  }
}
