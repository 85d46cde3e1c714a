package io.fairlead.core.admission;

import io.fairlead.api.admission.Handshake;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A handshake read once, at the beginning, so that every stage sees the same. */
final class DefaultHandshake implements Handshake {

  private final UpgradeRequest request;
  private final ClientNetwork network;
  private final Map<String, String> query;
  private final Map<String, String> cookies;
  private final List<String> subprotocols;

  private DefaultHandshake(UpgradeRequest request, ClientNetwork network) {
    this.request = request;
    this.network = network;
    this.query = QueryString.parse(request.query());
    this.cookies = Cookies.parse(headers("cookie"));
    this.subprotocols = List.copyOf(HttpText.members(headers("sec-websocket-protocol")));
  }

  /**
   * Reads a request.
   *
   * @throws MalformedHandshakeException if its query or subprotocols cannot be read
   */
  static DefaultHandshake of(UpgradeRequest request, ClientNetwork network) {
    DefaultHandshake handshake = new DefaultHandshake(request, network);
    if (!handshake.subprotocols.stream().allMatch(HttpText::isToken)) {
      throw new MalformedHandshakeException(
          "Sec-WebSocket-Protocol must be a list of tokens (RFC 6455, section 11.3.4).");
    }
    return handshake;
  }

  @Override
  public ClientNetwork network() {
    return network;
  }

  @Override
  public String path() {
    return request.path();
  }

  /** The path as the client sent it. */
  String rawPath() {
    return request.rawPath();
  }

  @Override
  public Optional<String> queryParameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  @Override
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  @Override
  public List<String> headers(String name) {
    return List.copyOf(HttpText.lines(request.headers(), name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public Optional<String> cookie(String name) {
    return Optional.ofNullable(cookies.get(name));
  }

  @Override
  public Optional<String> origin() {
    return header("origin");
  }

  @Override
  public List<String> subprotocols() {
    return subprotocols;
  }

  /** The path alone: the rest may hold credentials. */
  @Override
  public String toString() {
    return "Handshake[" + request.path() + "]";
  }
}
