package io.fairlead.standalone.server;

import io.fairlead.core.http.BadRequestException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what every request needs from its headers. */
final class RequestHeaders {

  /** RFC 9110, section 7.2, and RFC 3986, section 3.2, without user information. */
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::([0-9]{0,5}))?");

  private RequestHeaders() {}

  /**
   * The authority that the client asked for.
   *
   * @param name empty where the client left it out
   * @param port -1 where there is none
   */
  record Host(String name, int port) {}

  /** Values by lower-case name, one for each line. */
  static Map<String, List<String>> lines(HttpHeaders headers) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    for (Map.Entry<String, String> line : headers) {
      lines
          .computeIfAbsent(line.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
          .add(line.getValue().strip());
    }
    lines.replaceAll((name, values) -> Collections.unmodifiableList(values));
    return Collections.unmodifiableMap(lines);
  }

  /** Exactly one host, well formed; only HTTP/1.0 may leave it out. */
  static Host host(HttpRequest request) throws BadRequestException {
    List<String> values = request.headers().getAll(HttpHeaderNames.HOST);
    if (values.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return new Host("", -1);
    }
    if (values.size() != 1) {
      throw new BadRequestException("A request needs exactly one Host header.");
    }
    Matcher matcher = HOST.matcher(values.get(0).strip());
    if (!matcher.matches()) {
      throw new BadRequestException("The Host header is malformed.");
    }
    String port = matcher.group(2);
    int number = port == null || port.isEmpty() ? -1 : Integer.parseInt(port);
    if (number > 65_535) {
      throw new BadRequestException("The Host header is malformed.");
    }
    return new Host(matcher.group(1), number);
  }
}
