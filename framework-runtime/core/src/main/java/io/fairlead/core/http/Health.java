package io.fairlead.core.http;

import io.fairlead.api.http.HttpReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: everything is deployed and
 * nothing is draining. Safe for any thread.
 */
public final class Health {

  private volatile boolean deployed;
  private volatile boolean draining;

  /** Sets whether everything is deployed. */
  public void deployed(boolean now) {
    deployed = now;
  }

  /** Sets whether the server is draining. */
  public void draining(boolean now) {
    draining = now;
  }

  /** Whether the server is draining. */
  public boolean isDraining() {
    return draining;
  }

  /** The answer; null where the path is another. */
  public @Nullable HttpReply answer(PlainRequest request) {
    List<String> segments = request.target().segments();
    if (segments.size() != 2 || !segments.get(0).equals("health")) {
      return null;
    }
    return switch (segments.get(1)) {
      case "live" -> only(request, status(200, "{\"status\":\"UP\"}"));
      case "ready" -> only(request, ready());
      default -> null;
    };
  }

  private HttpReply ready() {
    if (deployed && !draining) {
      return status(200, "{\"status\":\"UP\"}");
    }
    String reason = draining ? "draining" : "starting";
    return status(503, "{\"status\":\"DOWN\",\"reason\":\"" + reason + "\"}");
  }

  private static HttpReply status(int status, String json) {
    return HttpReply.json(status, json).with("Cache-Control", "no-store");
  }

  private static HttpReply only(PlainRequest request, HttpReply reply) {
    return request.readsOnly() ? reply : Replies.methodNotAllowed(List.of("GET", "HEAD"));
  }
}
