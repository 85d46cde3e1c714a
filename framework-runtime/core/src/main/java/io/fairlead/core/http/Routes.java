package io.fairlead.core.http;

import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Invoker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The routes that plugins and the application contribute. An exact path goes before one with {@code
 * /*}, a longer one of those before a shorter; among equals the contributions' order decides.
 */
public final class Routes {

  private record Candidate(Contributed<HttpRoute> route, int rank, Set<String> methods) {}

  private final ContributionRegistry contributions;

  /** Routes of a runtime. */
  public Routes(ContributionRegistry contributions) {
    this.contributions = contributions;
  }

  /** The answer; null where no route has the path. Runs plugin code: off any event loop. */
  public @Nullable HttpReply answer(HttpRequest request) {
    List<Candidate> candidates = candidates(request.path());
    if (candidates.isEmpty()) {
      return null;
    }
    Set<String> allowed = new TreeSet<>();
    for (Candidate candidate : candidates) {
      if (takes(candidate, request.method())) {
        return call(candidate.route(), request);
      }
      allowed.addAll(candidate.methods());
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return Replies.methodNotAllowed(allowed);
  }

  /** Whether a route has the path, whatever the method. */
  public boolean has(String path) {
    return !candidates(path).isEmpty();
  }

  private List<Candidate> candidates(String path) {
    List<Candidate> found = new ArrayList<>();
    for (Contributed<HttpRoute> route : contributions.all(HttpRoute.class)) {
      Invoker.call(
          route,
          contribution -> {
            int rank = rank(contribution.path(), path);
            if (rank > 0) {
              found.add(new Candidate(route, rank, Set.copyOf(contribution.methods())));
            }
          });
    }
    found.sort((one, other) -> Integer.compare(other.rank(), one.rank()));
    return found;
  }

  private static int rank(String pattern, String path) {
    if (pattern.equals(path)) {
      return Integer.MAX_VALUE;
    }
    boolean below =
        pattern.endsWith("/*") && path.startsWith(pattern.substring(0, pattern.length() - 1));
    return below ? pattern.length() : 0;
  }

  private static boolean takes(Candidate candidate, String method) {
    return candidate.methods().contains(method)
        || (method.equals("HEAD") && candidate.methods().contains("GET"));
  }

  private static HttpReply call(Contributed<HttpRoute> route, HttpRequest request) {
    HttpReply[] answer = new HttpReply[1];
    Throwable fault =
        Invoker.call(
            route,
            contribution -> {
              answer[0] = contribution.handle(request);
              if (answer[0] == null) {
                throw new NullPointerException(contribution.path() + " answered null");
              }
            });
    return fault != null || answer[0] == null ? Replies.failed() : answer[0];
  }
}
