package io.fairlead.api.http;

import io.fairlead.api.FrameworkOwned;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A plain HTTP request on the way to a route. Immutable and safe for any thread. Its body is whole
 * and no longer than the server's limit for bodies.
 */
@FrameworkOwned
public interface HttpRequest {

  /** The method in upper case, for example {@code GET}. */
  String method();

  /** The decoded path, without the query; starts with a slash. */
  String path();

  /** The first value of a query parameter, decoded. */
  Optional<String> queryParameter(String name);

  /** The first value of a header, by its name in any case. */
  Optional<String> header(String name);

  /** The client's IP address in text form, found as for a handshake. */
  Optional<String> clientAddress();

  /** Whether the client's side of the connection is encrypted. */
  boolean secure();

  /** A copy of the body; empty where there is none. */
  byte[] body();

  /** The body as UTF-8. */
  default String bodyAsText() {
    return new String(body(), StandardCharsets.UTF_8);
  }
}
