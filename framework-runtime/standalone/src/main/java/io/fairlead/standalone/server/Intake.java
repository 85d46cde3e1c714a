package io.fairlead.standalone.server;

import io.fairlead.standalone.http.Reply;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Puts one request at a time together from its parts, within its limits. Event loop only. */
final class Intake {

  private final int maxBodyBytes;
  private final int maxHeaders;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private @Nullable HttpRequest head;
  private boolean complete;

  Intake(int maxBodyBytes, int maxHeaders) {
    this.maxBodyBytes = maxBodyBytes;
    this.maxHeaders = maxHeaders;
  }

  /**
   * Takes a part, without keeping hold of its bytes.
   *
   * @return the refusal of a request that cannot be taken; null to go on
   */
  @Nullable Reply take(HttpObject part) {
    if (part instanceof HttpRequest request) {
      head = request;
    }
    if (part.decoderResult().isFailure()) {
      return malformed(part.decoderResult().cause());
    }
    if (part instanceof HttpRequest request) {
      return unwanted(request);
    }
    return part instanceof HttpContent content ? append(content) : null;
  }

  private @Nullable Reply unwanted(HttpRequest request) {
    if (request.headers().size() > maxHeaders) {
      return tooManyHeaders();
    }
    if (HttpUtil.getContentLength(request, 0L) > maxBodyBytes) {
      return tooLong();
    }
    if (request.headers().contains(HttpHeaderNames.EXPECT)
        && !HttpUtil.is100ContinueExpected(request)) {
      return Reply.problem(417, "Expectation failed", "This server meets no such expectation.");
    }
    return null;
  }

  private @Nullable Reply append(HttpContent content) {
    int size = content.content().readableBytes();
    if (size > maxBodyBytes - body.size()) {
      return tooLong();
    }
    byte[] bytes = new byte[size];
    content.content().readBytes(bytes);
    body.writeBytes(bytes);
    complete = content instanceof LastHttpContent;
    return null;
  }

  private Reply tooLong() {
    return Reply.problem(
        413, "Content too large", "A body may have " + maxBodyBytes + " bytes here.");
  }

  private static Reply tooManyHeaders() {
    return Reply.problem(431, "Header fields too large", "The request headers are too long.");
  }

  private static Reply malformed(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Reply.problem(414, "URI too long", "The request line is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return tooManyHeaders();
    }
    return Reply.badRequest("The request is not well-formed HTTP/1.1.");
  }

  /** Whether a request is whole. */
  boolean complete() {
    return complete;
  }

  /** The head of the request at hand. */
  HttpRequest request() {
    if (head == null) {
      throw new IllegalStateException("there is no request");
    }
    return head;
  }

  /** The body of a whole request. */
  byte[] body() {
    return body.toByteArray();
  }

  /** Whether the request at hand is a HEAD. */
  boolean wantsHeadersOnly() {
    return head != null && head.method().equals(HttpMethod.HEAD);
  }

  /** Makes room for the next request. */
  void reset() {
    head = null;
    body.reset();
    complete = false;
  }
}
