package io.fairlead.api.admission;

import io.fairlead.api.FrameworkOwned;
import java.util.List;
import java.util.Optional;

/**
 * A WebSocket opening handshake (RFC 6455, section 4) as authenticators and metadata contributors
 * see it, before the upgrade. Immutable and safe for any thread.
 *
 * <p>It may carry credentials: never log headers, cookies, subprotocols or the query as they are.
 */
@FrameworkOwned
public interface Handshake {

  /** What the network stage found out. */
  NetworkContext network();

  /** The decoded path of the request, without its query; starts with a slash. */
  String path();

  /** The first value of a query parameter, decoded. */
  Optional<String> queryParameter(String name);

  /** The first value of a header, by its name in any case. */
  Optional<String> header(String name);

  /** All values of a header, one for each line it stood on; empty where it is missing. */
  List<String> headers(String name);

  /** The value of a cookie (RFC 6265, section 5.4), by its exact name. */
  Optional<String> cookie(String name);

  /** The {@code Origin} header (RFC 6454, section 7). */
  Optional<String> origin();

  /** The subprotocols that the client offers, in its order of preference. */
  List<String> subprotocols();
}
