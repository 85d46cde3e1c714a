package io.fairlead.standalone.server;

import io.fairlead.api.http.HttpReply;
import io.fairlead.core.http.HandshakeForm;
import io.fairlead.standalone.http.Reply;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form of an opening handshake, as far as it is seen in a request of Netty's. */
final class HandshakeCheck {

  private HandshakeCheck() {}

  /** Whether the request wants to be a handshake, well formed or not. */
  static boolean wanted(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)
        || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
  }

  /**
   * What is wrong with it; null where it is well formed.
   *
   * @param host the host that the client asked for; empty where it named none
   * @param headers of the request, values by lower-case name
   */
  static @Nullable Reply refusal(
      HttpRequest request, String host, Map<String, List<String>> headers) {
    HttpReply refusal =
        HandshakeForm.refusal(request.method().name(), request.protocolVersion().text(), headers);
    if (refusal != null) {
      return Reply.of(refusal);
    }
    return host.isEmpty() ? Reply.badRequest("A WebSocket handshake needs a Host.") : null;
  }

  /**
   * What is wrong with a handshake that announces a body, which need not be waited for; null for
   * all others.
   */
  static @Nullable Reply refusalOfBody(HttpRequest request) {
    HttpHeaders headers = request.headers();
    boolean body =
        headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
            || headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    return body && wanted(request) ? refusal(request, "any", RequestHeaders.lines(headers)) : null;
  }

  /** The refusal of a plain request for an endpoint's path. */
  static Reply upgradeRequired(String detail) {
    return Reply.of(HandshakeForm.upgradeRequired(detail));
  }
}
