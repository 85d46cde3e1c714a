package io.fairlead.standalone.server;

import io.fairlead.standalone.http.Reply;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form of an opening handshake (RFC 6455, sections 4.1 and 4.2.1). */
final class HandshakeCheck {

  private static final String VERSION = "13";

  private HandshakeCheck() {}

  /** Whether the request wants to be a handshake, well formed or not. */
  static boolean wanted(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)
        || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
  }

  /** What is wrong with it; null where it is well formed. */
  static @Nullable Reply refusal(HttpRequest request, RequestHeaders.Host host) {
    HttpHeaders headers = request.headers();
    if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      return Reply.problem(
          505, "HTTP version not supported", "A WebSocket handshake needs HTTP/1.1.");
    }
    if (!request.method().equals(HttpMethod.GET)) {
      return Reply.problem(405, "Method not allowed", "A WebSocket handshake needs GET.")
          .with("Allow", "GET");
    }
    if (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0) {
      return Reply.badRequest("A WebSocket handshake has no body.");
    }
    if (host.name().isEmpty()) {
      return Reply.badRequest("A WebSocket handshake needs a Host.");
    }
    if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      return Reply.badRequest("The header Upgrade must name websocket.");
    }
    if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
      return Reply.badRequest("The header Connection must name Upgrade.");
    }
    Reply wrongVersion = version(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
    return wrongVersion != null
        ? wrongVersion
        : key(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY));
  }

  private static @Nullable Reply version(List<String> values) {
    if (values.size() == 1 && values.get(0).strip().equals(VERSION)) {
      return null;
    }
    if (values.size() == 1) {
      return upgradeRequired("This server speaks version 13 of the WebSocket protocol.");
    }
    return Reply.badRequest("The header Sec-WebSocket-Version must stand there once.")
        .with("Sec-WebSocket-Version", VERSION);
  }

  /** The refusal of what is no WebSocket handshake of ours (RFC 9110, section 15.5.22). */
  static Reply upgradeRequired(String detail) {
    return Reply.problem(426, "Upgrade required", detail)
        .with("Sec-WebSocket-Version", VERSION)
        .with("Upgrade", "websocket");
  }

  private static @Nullable Reply key(List<String> values) {
    try {
      if (values.size() == 1 && Base64.getDecoder().decode(values.get(0).strip()).length == 16) {
        return null;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    return Reply.badRequest("The header Sec-WebSocket-Key must be 16 bytes in base64, once.");
  }
}
