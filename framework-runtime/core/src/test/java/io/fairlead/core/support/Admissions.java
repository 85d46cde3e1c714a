package io.fairlead.core.support;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Metadata;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Admissions that never saw a handshake. */
public final class Admissions {

  private Admissions() {}

  public static Admitted admitted(Identity identity) {
    return new Admitted(network("192.0.2.1"), new Security(identity), new Facts(Map.of()));
  }

  /** The network of a client at an address. */
  public static NetworkContext network(String address) {
    return new Network(Optional.of(address));
  }

  private record Network(Optional<String> clientAddress) implements NetworkContext {
    @Override
    public String requestId() {
      return "request-1";
    }

    @Override
    public boolean secure() {
      return false;
    }

    @Override
    public Optional<String> traceparent() {
      return Optional.empty();
    }

    @Override
    public Instant arrivedAt() {
      return Instant.EPOCH;
    }
  }

  private record Security(Identity identity) implements SecurityContext {
    @Override
    public String authenticator() {
      return "test";
    }

    @Override
    public Optional<String> origin() {
      return Optional.empty();
    }
  }

  private record Facts(Map<String, Object> asMap) implements Metadata {
    @Override
    public Optional<Object> get(String name) {
      return Optional.ofNullable(asMap.get(name));
    }
  }
}
