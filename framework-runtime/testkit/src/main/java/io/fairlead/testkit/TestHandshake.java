package io.fairlead.testkit;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.admission.Handshake;
import io.fairlead.api.admission.NetworkContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A handshake with values of your own: {@code TestHandshake.to("/chat/lobby").header("Origin",
 * "https://example.com").build()}. Immutable.
 */
public final class TestHandshake implements Handshake {

  private final NetworkContext network;
  private final String path;
  private final Map<String, String> query;
  private final Map<String, String> cookies;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final List<String> subprotocols;

  private TestHandshake(Builder builder) {
    network = builder.network;
    path = builder.path;
    query = Map.copyOf(builder.query);
    cookies = Map.copyOf(builder.cookies);
    builder.headers.forEach((name, values) -> headers.put(name, List.copyOf(values)));
    subprotocols = List.copyOf(builder.subprotocols);
  }

  /** Starts a handshake for a path, from 192.0.2.1, with nothing else. */
  public static Builder to(String path) {
    return new Builder(path);
  }

  @Override
  public NetworkContext network() {
    return network;
  }

  @Override
  public String path() {
    return path;
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
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public Optional<String> cookie(String name) {
    return Optional.ofNullable(cookies.get(name));
  }

  @Override
  public Optional<String> origin() {
    return header("Origin");
  }

  @Override
  public List<String> subprotocols() {
    return subprotocols;
  }

  /** Builds a {@link TestHandshake}; for use by one thread. */
  public static final class Builder {
    private final String path;
    private NetworkContext network = TestNetwork.from("192.0.2.1");
    private final Map<String, String> query = new LinkedHashMap<>();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> subprotocols = new ArrayList<>();

    private Builder(String path) {
      this.path = requireNonNull(path, "path");
    }

    /** Sets what the network stage found out. */
    public Builder network(NetworkContext context) {
      network = requireNonNull(context, "context");
      return this;
    }

    /** Sets a query parameter. */
    public Builder query(String name, String value) {
      query.put(name, value);
      return this;
    }

    /** Adds a header line. */
    public Builder header(String name, String value) {
      headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      return this;
    }

    /** Sets a cookie; the {@code Cookie} header is not made of it. */
    public Builder cookie(String name, String value) {
      cookies.put(name, value);
      return this;
    }

    /** Offers subprotocols, in this order. */
    public Builder subprotocols(String... names) {
      Collections.addAll(subprotocols, names);
      return this;
    }

    /** The handshake as set so far. */
    public TestHandshake build() {
      return new TestHandshake(this);
    }
  }
}
