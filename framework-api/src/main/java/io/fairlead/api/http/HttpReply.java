package io.fairlead.api.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a route answers: a status, headers and a body. Immutable. */
public final class HttpReply {

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private HttpReply(int status, Map<String, String> headers, byte[] body) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("a reply needs a status from 200 to 599, not " + status);
    }
    this.status = status;
    this.headers = Collections.unmodifiableMap(headers);
    this.body = body;
  }

  /** A status with no body. */
  public static HttpReply status(int status) {
    return new HttpReply(status, new LinkedHashMap<>(), new byte[0]);
  }

  /** A JSON document ({@code application/json}). */
  public static HttpReply json(int status, String json) {
    return of(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /** Plain text in UTF-8. */
  public static HttpReply text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of some bytes under a media type. */
  public static HttpReply of(int status, String mediaType, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", requireNonNull(mediaType, "mediaType"));
    return new HttpReply(status, headers, body.clone());
  }

  /** The same reply with one more header; one of the same name is replaced. */
  public HttpReply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new HttpReply(status, more, body);
  }

  /** The status, 200 to 599. */
  public int status() {
    return status;
  }

  /** The headers, without those that the server sets itself (length, connection, date). */
  public Map<String, String> headers() {
    return headers;
  }

  /** A copy of the body. */
  public byte[] body() {
    return body.clone();
  }
}
