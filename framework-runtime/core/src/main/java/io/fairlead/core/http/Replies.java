package io.fairlead.core.http;

import io.fairlead.api.http.HttpReply;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/** Replies of the runtime itself: problem documents (RFC 9457). */
public final class Replies {

  private Replies() {}

  /** A refusal, as it was decided. */
  public static HttpReply of(Refused refused) {
    HttpReply reply =
        HttpReply.of(
            refused.status(), Problem.MEDIA_TYPE, refused.body().getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, String> header : refused.headers().entrySet()) {
      if (!header.getKey().equalsIgnoreCase("Content-Type")) {
        reply = reply.with(header.getKey(), header.getValue());
      }
    }
    return reply;
  }

  /**
   * A problem document.
   *
   * @param detail one sentence for the client; nothing from inside
   */
  public static HttpReply problem(int status, String title, String detail) {
    return of(Problem.refused(status, title, detail, Map.of()));
  }

  /** The problem of a request that cannot be understood. */
  public static HttpReply badRequest(String detail) {
    return problem(400, "Bad request", detail);
  }

  /** The service is starting, stopping or overloaded. */
  public static HttpReply unavailable(String detail) {
    return problem(503, "Service unavailable", detail).with("Retry-After", "5");
  }

  /** Something failed, and the client must not know what. */
  public static HttpReply failed() {
    return problem(500, "Internal error", "The server failed to answer.");
  }

  /** The path is there, and takes other methods. */
  public static HttpReply methodNotAllowed(Collection<String> allowed) {
    String methods = String.join(", ", allowed);
    return problem(405, "Method not allowed", "This path answers to " + methods + ".")
        .with("Allow", methods);
  }
}
