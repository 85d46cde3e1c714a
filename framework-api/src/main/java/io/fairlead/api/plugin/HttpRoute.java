package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import java.util.Set;

/**
 * Answers plain HTTP requests for one path, on the port that serves WebSocket too. Routes go before
 * static pages. They are not behind admission: a route that needs a user checks for itself.
 */
@UserImplemented
public non-sealed interface HttpRoute extends Contribution {

  /**
   * Asked for every request. The exact path, for example {@code /sign-in}; a trailing {@code /*}
   * takes all below it.
   */
  String path();

  /** The methods it answers; others get 405. {@code HEAD} comes with {@code GET}. */
  default Set<String> methods() {
    return Set.of("GET");
  }

  /**
   * Answers a request. Called off the event loop, for many requests at once; it may block. What it
   * throws becomes a 500 without any detail of the cause.
   */
  HttpReply handle(HttpRequest request) throws Exception;
}
