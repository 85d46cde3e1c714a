package io.fairlead.standalone.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * RFC 6455, section 4.2.1, over RFC 9112, written down a second time: which bytes are a handshake
 * for {@code /echo}. Shares nothing with the server.
 */
final class HandshakeRules {

  private static final Pattern LINE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([^\\r\\n\\x00]*?)[ \\t]*");
  private static final Pattern TARGET =
      Pattern.compile("(?:(?:(?i)https?|wss?)://[^/?]*)?(/[^?#]*)(?:\\?.*)?");
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final Map<String, List<String>> headers = new HashMap<>();
  private final boolean kept;

  /** Reads a request, whose bytes are the characters. */
  HandshakeRules(String request) {
    kept = obeys(request.replaceFirst("^(\r\n)+", "")); // RFC 9112, section 2.2
  }

  /** Whether the server may answer 101. */
  boolean kept() {
    return kept;
  }

  /** What the server then says in {@code Sec-WebSocket-Accept}. */
  String accept() throws NoSuchAlgorithmException {
    byte[] both = (values("sec-websocket-key").get(0) + GUID).getBytes(StandardCharsets.US_ASCII);
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(both));
  }

  private boolean obeys(String request) {
    int end = request.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    String head = request.substring(0, end).replaceAll("\r\n[ \t]+", " "); // section 5.2
    String[] lines = head.split("\r\n", -1);
    for (int i = 1; i < lines.length; i++) {
      Matcher line = LINE.matcher(lines[i]);
      if (!line.matches()) {
        return false;
      }
      headers
          .computeIfAbsent(line.group(1).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.group(2));
    }
    return start(lines[0].strip().split("[ \t\u000b\f\r]+")) && fields(); // section 3
  }

  private static boolean start(String[] start) {
    if (start.length != 3 || !start[0].equals("GET") || !start[2].equals("HTTP/1.1")) {
      return false;
    }
    Matcher target = TARGET.matcher(start[1]);
    return target.matches() && target.group(1).replace("%65", "e").equals("/echo");
  }

  private boolean fields() {
    return values("host").size() == 1
        && tokens("upgrade").anyMatch("websocket"::equalsIgnoreCase)
        && tokens("connection").anyMatch("upgrade"::equalsIgnoreCase)
        && values("sec-websocket-version").equals(List.of("13"))
        && values("sec-websocket-key").size() == 1
        && values("sec-websocket-key").get(0).matches("[A-Za-z0-9+/]{22}==")
        && values("transfer-encoding").isEmpty()
        && values("content-length").stream().allMatch("0"::equals);
  }

  private List<String> values(String header) {
    return headers.getOrDefault(header, List.of());
  }

  private Stream<String> tokens(String header) {
    return values(header).stream().flatMap(line -> Stream.of(line.split("[ \t]*,[ \t]*", -1)));
  }
}
