package io.fairlead.standalone.http;

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
  @Nullable Reply answer(PlainRequest request) {
    List<String> segments = request.target().segments();
    if (segments.size() != 2 || !segments.get(0).equals("health")) {
      return null;
    }
    return switch (segments.get(1)) {
      case "live" -> only(request, Reply.json(200, "{\"status\":\"UP\"}"));
      case "ready" -> only(request, ready());
      default -> null;
    };
  }

  private Reply ready() {
    if (deployed && !draining) {
      return Reply.json(200, "{\"status\":\"UP\"}");
    }
    String reason = draining ? "draining" : "starting";
    return Reply.json(503, "{\"status\":\"DOWN\",\"reason\":\"" + reason + "\"}");
  }

  private static Reply only(PlainRequest request, Reply reply) {
    return request.readsOnly() ? reply : Site.methodNotAllowed(List.of("GET", "HEAD"));
  }
}
