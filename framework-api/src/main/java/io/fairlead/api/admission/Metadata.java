package io.fairlead.api.admission;

import io.fairlead.api.FrameworkOwned;
import java.util.Map;
import java.util.Optional;

/**
 * Named facts about a connection, fixed when it was let in. Immutable and safe for any thread.
 *
 * <p>An endpoint finds the same entries, under the same names, in {@code
 * session.getUserProperties()}. Names that start with {@code fairlead.} belong to the framework;
 * those below are always there unless their text says otherwise.
 */
@FrameworkOwned
public interface Metadata {

  /** {@link NetworkContext#requestId()}, a {@link String}. */
  String REQUEST_ID = "fairlead.request-id";

  /** {@link NetworkContext#clientAddress()}, a {@link String}; missing where it is not known. */
  String CLIENT_ADDRESS = "fairlead.client-address";

  /** {@link NetworkContext#arrivedAt()}, a {@link java.time.Instant}. */
  String ARRIVED_AT = "fairlead.arrived-at";

  /** {@link NetworkContext#traceparent()}, a {@link String}; missing where the client sent none. */
  String TRACEPARENT = "fairlead.traceparent";

  /** {@link Identity#claims()}, an unmodifiable {@link Map}; empty for an anonymous client. */
  String CLAIMS = "fairlead.claims";

  /** A value by its name. */
  Optional<Object> get(String name);

  /** A value by its name, where it is of that type. */
  default <T> Optional<T> get(String name, Class<T> type) {
    return get(name).filter(type::isInstance).map(type::cast);
  }

  /** All entries, unmodifiable. */
  Map<String, Object> asMap();
}
