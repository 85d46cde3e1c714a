package io.fairlead.testkit;

import io.fairlead.api.admission.NetworkContext;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network context with values of your own: {@code TestNetwork.from("203.0.113.7").secure(true)}.
 * Immutable.
 */
public final class TestNetwork implements NetworkContext {

  private final String requestId;
  private final @Nullable String clientAddress;
  private final boolean secure;
  private final @Nullable String traceparent;
  private final Instant arrivedAt;

  private TestNetwork(
      String requestId,
      @Nullable String clientAddress,
      boolean secure,
      @Nullable String traceparent,
      Instant arrivedAt) {
    this.requestId = requestId;
    this.clientAddress = clientAddress;
    this.secure = secure;
    this.traceparent = traceparent;
    this.arrivedAt = arrivedAt;
  }

  /** A client at that address: not encrypted, request id {@code test-request}, at the epoch. */
  public static TestNetwork from(String clientAddress) {
    return new TestNetwork("test-request", clientAddress, false, null, Instant.EPOCH);
  }

  /** A client whose address the server does not tell. */
  public static TestNetwork withoutAddress() {
    return new TestNetwork("test-request", null, false, null, Instant.EPOCH);
  }

  /** The same with another request id. */
  public TestNetwork requestId(String id) {
    return new TestNetwork(id, clientAddress, secure, traceparent, arrivedAt);
  }

  /** The same, encrypted or not. */
  public TestNetwork secure(boolean encrypted) {
    return new TestNetwork(requestId, clientAddress, encrypted, traceparent, arrivedAt);
  }

  /** The same with a {@code traceparent}. */
  public TestNetwork traceparent(String value) {
    return new TestNetwork(requestId, clientAddress, secure, value, arrivedAt);
  }

  /** The same at another time. */
  public TestNetwork arrivedAt(Instant instant) {
    return new TestNetwork(requestId, clientAddress, secure, traceparent, instant);
  }

  @Override
  public String requestId() {
    return requestId;
  }

  @Override
  public Optional<String> clientAddress() {
    return Optional.ofNullable(clientAddress);
  }

  @Override
  public boolean secure() {
    return secure;
  }

  @Override
  public Optional<String> traceparent() {
    return Optional.ofNullable(traceparent);
  }

  @Override
  public Instant arrivedAt() {
    return arrivedAt;
  }
}
