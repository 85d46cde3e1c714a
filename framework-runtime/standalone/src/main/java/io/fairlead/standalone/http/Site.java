package io.fairlead.standalone.http;

import io.fairlead.api.http.HttpReply;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.http.Health;
import io.fairlead.core.http.PlainRequest;
import io.fairlead.core.http.Replies;
import io.fairlead.core.http.Routes;
import io.fairlead.core.plugin.ContributionRegistry;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Answers plain requests: health first, then routes, then static pages. Safe for any thread. */
public final class Site {

  private final Health health;
  private final Routes routes;
  private final StaticPages pages;

  /**
   * A site.
   *
   * @param loader where the application's pages are found
   */
  public Site(
      FairleadConfig config,
      ContributionRegistry contributions,
      Health health,
      ClassLoader loader) {
    this.health = health;
    this.routes = new Routes(contributions);
    this.pages = StaticPages.of(config, loader);
  }

  /** Answers what needs no other thread; null for all else. */
  public @Nullable Reply answerAtOnce(PlainRequest request) {
    HttpReply reply = health.answer(request);
    return reply == null ? null : Reply.of(reply);
  }

  /**
   * Answers, or gives null where nothing has the path. Runs plugin code and reads files: off the
   * event loop.
   */
  public @Nullable Reply answer(PlainRequest request) {
    HttpReply reply = health.answer(request);
    if (reply == null) {
      reply = routes.answer(request);
    }
    return reply == null ? pages.answer(request) : Reply.of(reply);
  }

  /** Nothing has this path. */
  public static Reply notFound() {
    return Reply.problem(404, "Not found", "There is nothing at this path.");
  }

  /** Something failed, and the client must not know what. */
  public static Reply failed() {
    return Reply.of(Replies.failed());
  }

  static Reply methodNotAllowed(Collection<String> allowed) {
    return Reply.of(Replies.methodNotAllowed(allowed));
  }
}
