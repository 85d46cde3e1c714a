package io.fairlead.api.admission;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What an authenticator says of a handshake. Immutable.
 *
 * @see io.fairlead.api.plugin.Authenticator
 */
public sealed interface Decision {

  /** Lets the client in under an identity; no further authenticator is asked. */
  static Decision accept(Identity identity) {
    return new Accepted(identity);
  }

  /**
   * Refuses the client; no further authenticator is asked.
   *
   * @param status the HTTP status, 400 to 599
   * @param detail one sentence for the client, without any part of a credential
   */
  static Decision reject(int status, String detail) {
    return new Rejected(status, detail, Map.of());
  }

  /** Has no opinion, for example because the client brought no credential of this kind. */
  static Decision abstain() {
    return Abstained.INSTANCE;
  }

  /**
   * The client is let in.
   *
   * @param identity who it is
   */
  record Accepted(Identity identity) implements Decision {
    /** Checks its part. */
    public Accepted {
      requireNonNull(identity, "identity");
    }
  }

  /**
   * The client is refused.
   *
   * @param status the HTTP status, 400 to 599
   * @param detail one sentence for the client; becomes the {@code detail} of the problem document
   *     (RFC 9457)
   * @param headers response headers to add, for example {@code Retry-After}
   */
  record Rejected(int status, String detail, Map<String, String> headers) implements Decision {
    /** Checks its parts. */
    public Rejected {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException(
            "a rejection needs a status from 400 to 599, not " + status);
      }
      requireNonNull(detail, "detail");
      headers = Map.copyOf(headers);
    }
  }

  /** No opinion. */
  enum Abstained implements Decision {
    /** The one instance. */
    INSTANCE
  }
}
