package io.fairlead.core.admission.jwt;

import io.fairlead.api.admission.Handshake;
import io.fairlead.api.admission.NetworkContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A handshake made of what a test says. */
final class FakeHandshake implements Handshake {

  private final List<String> authorization = new ArrayList<>();
  private final Map<String, String> cookies = new HashMap<>();
  private final Map<String, String> query = new HashMap<>();
  private List<String> subprotocols = List.of();

  static FakeHandshake bearer(String token) {
    return new FakeHandshake().authorization("Bearer " + token);
  }

  FakeHandshake authorization(String line) {
    authorization.add(line);
    return this;
  }

  FakeHandshake withCookie(String name, String value) {
    cookies.put(name, value);
    return this;
  }

  FakeHandshake withParameter(String name, String value) {
    query.put(name, value);
    return this;
  }

  FakeHandshake offering(String... names) {
    subprotocols = List.of(names);
    return this;
  }

  @Override
  public NetworkContext network() {
    throw new UnsupportedOperationException("not needed");
  }

  @Override
  public String path() {
    return "/ws/alice";
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
    return name.equalsIgnoreCase("Authorization") ? authorization : List.of();
  }

  @Override
  public Optional<String> cookie(String name) {
    return Optional.ofNullable(cookies.get(name));
  }

  @Override
  public Optional<String> origin() {
    return Optional.empty();
  }

  @Override
  public List<String> subprotocols() {
    return subprotocols;
  }
}
