package io.fairlead.standalone.server;

import io.fairlead.standalone.http.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedNioFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/** Writes replies, with the headers that are the server's own business. Event loop only. */
final class ReplyWriter {

  private static final Set<String> OWN =
      Set.of(
          "connection",
          "content-length",
          "date",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding");
  private static final int CHUNK = 64 * 1024;

  private ReplyWriter() {}

  /**
   * Writes and flushes a reply.
   *
   * @param bodyless for HEAD: the same headers, no body
   * @throws IllegalArgumentException if a header of the reply is malformed; nothing was written
   * @throws IOException if its file cannot be opened; nothing was written
   */
  static ChannelFuture write(
      ChannelHandlerContext context, Reply reply, boolean bodyless, boolean keepAlive)
      throws IOException {
    HttpResponseStatus status = HttpResponseStatus.valueOf(reply.status());
    boolean fromFile = reply.file() != null && !bodyless;
    HttpResponse response =
        fromFile
            ? new DefaultHttpResponse(HttpVersion.HTTP_1_1, status)
            : new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body(reply, bodyless));
    fill(response.headers(), reply, keepAlive);
    if (!fromFile || reply.file() == null) {
      return context.writeAndFlush(response);
    }
    FileChannel file = FileChannel.open(reply.file(), StandardOpenOption.READ);
    ChunkedNioFile chunks = new ChunkedNioFile(file, 0, reply.length(), CHUNK);
    context.write(response);
    return context.writeAndFlush(new HttpChunkedInput(chunks));
  }

  private static ByteBuf body(Reply reply, boolean bodyless) {
    return bodyless || !mayHaveBody(reply)
        ? Unpooled.EMPTY_BUFFER
        : Unpooled.wrappedBuffer(reply.body());
  }

  private static void fill(HttpHeaders headers, Reply reply, boolean keepAlive) {
    reply
        .headers()
        .forEach(
            (name, value) -> {
              if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                headers.set(name, value);
              }
            });
    headers.set(
        HttpHeaderNames.DATE,
        DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC)));
    if (mayHaveBody(reply)) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, reply.length());
    }
    boolean upgrade = headers.contains(HttpHeaderNames.UPGRADE);
    if (upgrade) {
      headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    }
    headers.add(
        HttpHeaderNames.CONNECTION,
        keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
  }

  private static boolean mayHaveBody(Reply reply) {
    return reply.status() != 204 && reply.status() != 304;
  }
}
