package io.fairlead.testkit;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An HTTP request with values of your own: {@code TestHttpRequest.get("/metrics")}. Immutable. */
public final class TestHttpRequest implements HttpRequest {

  private final String method;
  private final String path;
  private final Map<String, String> query;
  private final Map<String, String> headers;
  private final @Nullable String clientAddress;
  private final boolean secure;
  private final byte[] body;

  private TestHttpRequest(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      @Nullable String clientAddress,
      boolean secure,
      byte[] body) {
    this.method = method;
    this.path = path;
    this.query = Collections.unmodifiableMap(query);
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    this.headers = Collections.unmodifiableMap(anyCase);
    this.clientAddress = clientAddress;
    this.secure = secure;
    this.body = body;
  }

  /** A GET from 192.0.2.1. */
  public static TestHttpRequest get(String path) {
    return of("GET", path, "");
  }

  /** A POST from 192.0.2.1 with a body in UTF-8. */
  public static TestHttpRequest post(String path, String body) {
    return of("POST", path, body);
  }

  /** A request from 192.0.2.1 with a body in UTF-8. */
  public static TestHttpRequest of(String method, String path, String body) {
    return new TestHttpRequest(
        requireNonNull(method, "method"),
        requireNonNull(path, "path"),
        Map.of(),
        Map.of(),
        "192.0.2.1",
        false,
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with a query parameter. */
  public TestHttpRequest query(String name, String value) {
    return new TestHttpRequest(
        method, path, with(query, name, value), headers, clientAddress, secure, body);
  }

  /** The same with a header. */
  public TestHttpRequest header(String name, String value) {
    return new TestHttpRequest(
        method, path, query, with(headers, name, value), clientAddress, secure, body);
  }

  /** The same from another address; null where the server does not tell it. */
  public TestHttpRequest from(@Nullable String address) {
    return new TestHttpRequest(method, path, query, headers, address, secure, body);
  }

  /** The same, encrypted or not. */
  public TestHttpRequest secure(boolean encrypted) {
    return new TestHttpRequest(method, path, query, headers, clientAddress, encrypted, body);
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(map);
    more.put(name, value);
    return more;
  }

  @Override
  public String method() {
    return method;
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
    return Optional.ofNullable(headers.get(name));
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
  public byte[] body() {
    return body.clone();
  }
}
