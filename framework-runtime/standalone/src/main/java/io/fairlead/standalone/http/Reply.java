package io.fairlead.standalone.http;

import io.fairlead.api.http.HttpReply;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.http.Replies;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes back for a request: a status, headers, and a body from memory or from a file.
 *
 * @param status the HTTP status
 * @param headers all but those about length, connection and date
 * @param body the body, unless it is in a file; must not change
 * @param file the file with the body
 * @param length of the body in bytes
 */
public record Reply(
    int status, Map<String, String> headers, byte[] body, @Nullable Path file, long length) {

  private static final byte[] NOTHING = new byte[0];

  /** A reply from memory. */
  public static Reply of(int status, Map<String, String> headers, byte[] body) {
    return new Reply(status, headers, body, null, body.length);
  }

  /** A reply without a body. */
  static Reply empty(int status, Map<String, String> headers) {
    return of(status, headers, NOTHING);
  }

  /** A reply whose body is in a file. */
  static Reply file(Map<String, String> headers, Path file, long length) {
    return new Reply(200, headers, NOTHING, file, length);
  }

  /** A reply that knows no server. */
  public static Reply of(HttpReply reply) {
    return of(reply.status(), reply.headers(), reply.body());
  }

  /** A refusal, as it was decided. */
  public static Reply of(Refused refused) {
    return of(refused.status(), refused.headers(), refused.body().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A problem document (RFC 9457).
   *
   * @param detail one sentence for the client; nothing from inside
   */
  public static Reply problem(int status, String title, String detail) {
    return of(Replies.problem(status, title, detail));
  }

  /** The problem of a request that cannot be understood. */
  public static Reply badRequest(String detail) {
    return problem(400, "Bad request", detail);
  }

  /** The same reply with one more header. */
  public Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body, file, length);
  }
}
