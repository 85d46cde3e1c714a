package io.fairlead.api.admission;

import io.fairlead.api.FrameworkOwned;
import java.time.Instant;
import java.util.Optional;

/**
 * What the network stage found out about a handshake: immutable, safe for any thread, and the same
 * for the whole life of the connection.
 */
@FrameworkOwned
public interface NetworkContext {

  /**
   * Identifies the handshake in logs: the {@code X-Request-Id} header where it is well formed (1 to
   * 128 visible ASCII characters), else an id made by Fairlead.
   */
  String requestId();

  /**
   * The client's IP address in text form, without a port. Behind a proxy that the configuration
   * lists it is taken from {@code Forwarded} (RFC 7239) or {@code X-Forwarded-For}; from any other
   * peer those headers are ignored. Empty where the server does not tell it.
   */
  Optional<String> clientAddress();

  /** Whether the client's side of the connection is encrypted, as far as the trusted peers say. */
  boolean secure();

  /** The {@code traceparent} header where it is well formed (W3C Trace Context, section 3.2). */
  Optional<String> traceparent();

  /** When the handshake request had arrived. */
  Instant arrivedAt();
}
