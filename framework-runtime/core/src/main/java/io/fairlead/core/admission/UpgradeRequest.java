package io.fairlead.core.admission;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A handshake request as the server below hands it over: nothing in it has been judged yet.
 *
 * @param path decoded path, without the query
 * @param query raw query; null where there is none
 * @param headers values by lower-case name, one value for each header line
 * @param peerAddress IP address at the other end of the TCP connection; null where the server does
 *     not tell it
 * @param secure whether the TCP connection is TLS
 * @param arrivedAt when it had arrived
 * @param rawPath the path as the client sent it, still percent-encoded
 */
public record UpgradeRequest(
    String path,
    @Nullable String query,
    Map<String, List<String>> headers,
    @Nullable String peerAddress,
    boolean secure,
    Instant arrivedAt,
    String rawPath) {

  /** One whose path has no encoded slash. */
  public UpgradeRequest(
      String path,
      @Nullable String query,
      Map<String, List<String>> headers,
      @Nullable String peerAddress,
      boolean secure,
      Instant arrivedAt) {
    this(path, query, headers, peerAddress, secure, arrivedAt, path.replace("%", "%25"));
  }

  /** The path alone: headers and query may hold credentials, which must never reach a log. */
  @Override
  public String toString() {
    return "UpgradeRequest[" + path + "]";
  }
}
