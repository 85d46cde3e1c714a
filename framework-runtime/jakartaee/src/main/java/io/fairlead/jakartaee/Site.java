package io.fairlead.jakartaee;

import io.fairlead.api.http.HttpReply;
import io.fairlead.core.admission.TrustedProxies;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.http.BadRequestException;
import io.fairlead.core.http.Health;
import io.fairlead.core.http.PlainRequest;
import io.fairlead.core.http.Replies;
import io.fairlead.core.http.RequestTarget;
import io.fairlead.core.http.Routes;
import io.fairlead.core.plugin.ContributionRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Health and the routes of plugins and application, below the application's context path. */
final class Site {

  private final Health health;
  private final Routes routes;
  private final TrustedProxies proxies;
  private final int maxBody;

  Site(FairleadConfig config, ContributionRegistry contributions, Health health) {
    this.health = health;
    this.routes = new Routes(contributions);
    this.proxies = TrustedProxies.of(config);
    this.maxBody = config.get(Settings.SERVER_BODY_BYTES);
  }

  /** The answer; null where the path is the application's. */
  @Nullable HttpReply answer(
      HttpServletRequest request, Map<String, List<String>> headers, String contextPath)
      throws IOException {
    RequestTarget target;
    try {
      target = ServletRequests.target(request, contextPath);
    } catch (BadRequestException e) {
      return null; // the application may understand it
    }
    HttpReply reply = health.answer(plain(request, target, headers, new byte[0]));
    if (reply != null || !routes.has(target.path())) {
      return reply;
    }
    byte[] body = request.getInputStream().readNBytes(maxBody + 1);
    if (body.length > maxBody) {
      return Replies.problem(
          413, "Content too large", "A body may have " + maxBody + " bytes at most.");
    }
    return routes.answer(plain(request, target, headers, body));
  }

  private PlainRequest plain(
      HttpServletRequest request,
      RequestTarget target,
      Map<String, List<String>> headers,
      byte[] body) {
    TrustedProxies.Client client =
        proxies.client(request.getRemoteAddr(), request.isSecure(), headers);
    return new PlainRequest(
        request.getMethod(), target, headers, body, client.address(), client.secure());
  }
}
