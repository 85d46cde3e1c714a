package io.fairlead.core.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.core.admission.AdmissionResult.Refused;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Makes refusals whose body is a problem document (RFC 9457). */
public final class Problem {

  /** The media type of a problem document. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** The challenge that every 401 carries (RFC 9110, section 11.6.1; RFC 6750, section 3). */
  static final String CHALLENGE = "Bearer realm=\"fairlead\"";

  // no buffers in thread locals: they would hold a web application on its server's threads
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build());

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Content Too Large"),
          Map.entry(414, "URI Too Long"),
          Map.entry(426, "Upgrade Required"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"),
          Map.entry(505, "HTTP Version Not Supported"));

  private Problem() {}

  /**
   * A refusal with a problem document. {@code Content-Type} and {@code Cache-Control: no-store} are
   * set; a 401 without a {@code WWW-Authenticate} header gets one, as RFC 9110 demands.
   *
   * @param status the HTTP status, 400 to 599
   * @param title names the kind of problem
   * @param detail one sentence for the client; never any part of a credential
   * @param headers response headers to add
   * @throws IllegalArgumentException if the status or a header cannot be sent
   */
  public static Refused refused(
      int status, String title, String detail, Map<String, String> headers) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("a refusal needs a status from 400 to 599, not " + status);
    }
    headers.forEach(Problem::checkHeader);
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Cache-Control", "no-store");
    if (status == 401) {
      all.put("WWW-Authenticate", CHALLENGE);
    }
    all.putAll(headers);
    all.put("Content-Type", MEDIA_TYPE);
    ObjectNode body = JSON.createObjectNode();
    body.put("type", "about:blank");
    body.put("title", title);
    body.put("status", status);
    body.put("detail", detail);
    return new Refused(status, Collections.unmodifiableMap(all), body.toString());
  }

  /** A refusal whose title is the usual one of its status. */
  public static Refused refused(int status, String detail, Map<String, String> headers) {
    return refused(status, title(status), detail, headers);
  }

  /** A refusal without further headers. */
  public static Refused refused(int status, String detail) {
    return refused(status, detail, Map.of());
  }

  /** The usual phrase of a status (RFC 9110, section 15). */
  public static String title(int status) {
    return TITLES.getOrDefault(status, status < 500 ? "Client Error" : "Server Error");
  }

  /**
   * The same refusal, saying which request it answers: members {@code instance} and {@code
   * requestId} in the document, and the header {@code X-Request-Id}.
   *
   * @param requestId visible ASCII
   */
  public static Refused identified(Refused refused, String requestId) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(refused.headers());
    headers.put("X-Request-Id", requestId);
    return new Refused(
        refused.status(),
        Collections.unmodifiableMap(headers),
        identifiedBody(refused.body(), requestId));
  }

  private static String identifiedBody(String body, String requestId) {
    try {
      if (JSON.readTree(body) instanceof ObjectNode problem) {
        problem.put(
            "instance",
            "urn:fairlead:request:" + URLEncoder.encode(requestId, StandardCharsets.US_ASCII));
        return problem.put("requestId", requestId).toString();
      }
    } catch (JsonProcessingException e) {
      // not ours, so it stays as it is
    }
    return body;
  }

  /** A header from a plugin must not be able to end the header line (response splitting). */
  private static void checkHeader(String name, String value) {
    boolean nameFits = !name.isEmpty() && name.chars().allMatch(HttpText::isTokenChar);
    boolean valueFits = value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c < 0x7f));
    if (!nameFits || !valueFits) {
      throw new IllegalArgumentException(
          "a response header needs a token as name and visible ASCII as value");
    }
  }
}
