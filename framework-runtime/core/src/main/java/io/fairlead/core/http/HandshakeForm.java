package io.fairlead.core.http;

import io.fairlead.api.http.HttpReply;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of an opening handshake (RFC 6455, sections 4.1 and 4.2.1), checked the same way on
 * every server: they differ in what they let through and in how they refuse.
 */
public final class HandshakeForm {

  private static final String VERSION = "13";

  /** RFC 4648, section 4, with the padding, which {@link java.util.Base64} does not ask for. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

  private HandshakeForm() {}

  /**
   * Whether the request wants to be a handshake, well formed or not.
   *
   * @param headers values by lower-case name, one for each line
   */
  public static boolean wanted(Map<String, List<String>> headers) {
    return names(headers, "upgrade", "websocket")
        || headers.containsKey("sec-websocket-key")
        || headers.containsKey("sec-websocket-version");
  }

  /**
   * What is wrong with it; null where it is well formed. That it has a host is not looked at.
   *
   * @param method in upper case
   * @param protocol such as {@code HTTP/1.1}
   * @param headers values by lower-case name, one for each line
   */
  public static @Nullable HttpReply refusal(
      String method, String protocol, Map<String, List<String>> headers) {
    if (!protocol.equals("HTTP/1.1")) {
      return Replies.problem(
          505, "HTTP version not supported", "A WebSocket handshake needs HTTP/1.1.");
    }
    if (!method.equals("GET")) {
      return Replies.problem(405, "Method not allowed", "A WebSocket handshake needs GET.")
          .with("Allow", "GET");
    }
    if (hasBody(headers)) {
      return Replies.badRequest("A WebSocket handshake has no body.");
    }
    if (!names(headers, "upgrade", "websocket")) {
      return Replies.badRequest("The header Upgrade must name websocket.");
    }
    if (!names(headers, "connection", "upgrade")) {
      return Replies.badRequest("The header Connection must name Upgrade.");
    }
    HttpReply wrongVersion = version(headers.getOrDefault("sec-websocket-version", List.of()));
    return wrongVersion != null
        ? wrongVersion
        : key(headers.getOrDefault("sec-websocket-key", List.of()));
  }

  private static boolean hasBody(Map<String, List<String>> headers) {
    return headers.containsKey("transfer-encoding")
        || headers.getOrDefault("content-length", List.of("0")).stream()
            .anyMatch(length -> !length.strip().equals("0"));
  }

  /** Whether a comma-separated header names something, in any case. */
  private static boolean names(
      Map<String, List<String>> headers, String header, String wantedName) {
    return headers.getOrDefault(header, List.of()).stream()
        .flatMap(line -> List.of(line.split(",", -1)).stream())
        .anyMatch(name -> name.strip().equalsIgnoreCase(wantedName));
  }

  private static @Nullable HttpReply version(List<String> values) {
    if (values.size() == 1 && values.get(0).strip().equals(VERSION)) {
      return null;
    }
    if (values.size() == 1) {
      return upgradeRequired("This server speaks version 13 of the WebSocket protocol.");
    }
    return Replies.badRequest("The header Sec-WebSocket-Version must stand there once.")
        .with("Sec-WebSocket-Version", VERSION);
  }

  /** The refusal of what is no WebSocket handshake of ours (RFC 9110, section 15.5.22). */
  public static HttpReply upgradeRequired(String detail) {
    return Replies.problem(426, "Upgrade required", detail)
        .with("Sec-WebSocket-Version", VERSION)
        .with("Upgrade", "websocket");
  }

  private static @Nullable HttpReply key(List<String> values) {
    if (values.size() == 1 && KEY.matcher(values.get(0).strip()).matches()) {
      return null;
    }
    return Replies.badRequest("The header Sec-WebSocket-Key must be 16 bytes in base64, once.");
  }
}
