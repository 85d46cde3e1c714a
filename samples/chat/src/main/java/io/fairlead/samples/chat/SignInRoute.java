package io.fairlead.samples.chat;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.HttpRoute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A demonstration of a sign-in: it believes any name and asks for no password. {@code POST
 * {"name":…}} gives a token that is good for ten minutes; {@code GET} tells whether there is a
 * sign-in at all. Where the runtime holds no key to sign with, there is none; and it answers
 * clients on this machine only, as anybody could be anybody.
 */
final class SignInRoute implements HttpRoute {

  static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final String LOCAL_ONLY =
      "The demonstration sign-in answers clients on this machine only, as it asks for no password."
          + " Put a sign-in of your own in its place.";

  private final Optional<TokenIssuer> issuer;
  private final Clock clock;
  private final AddressLimiter limiter;

  SignInRoute(Optional<TokenIssuer> issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
    this.limiter = new AddressLimiter(clock);
  }

  @Override
  public String path() {
    return "/sign-in";
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "POST");
  }

  @Override
  public HttpReply handle(HttpRequest request) {
    return (request.method().equals("POST") ? signIn(request) : mode(request))
        .with("Cache-Control", "no-store");
  }

  /** {@code guest} where nobody can sign in, {@code closed} where this client cannot. */
  private HttpReply mode(HttpRequest request) {
    String forIssuer = isLocal(request) ? "name" : "closed";
    String mode = issuer.isPresent() ? forIssuer : "guest";
    return Replies.json(200, json -> json.add("mode", mode));
  }

  private static boolean isLocal(HttpRequest request) {
    return request.clientAddress().filter(Loopback::is).isPresent();
  }

  private HttpReply signIn(HttpRequest request) {
    if (issuer.isEmpty()) {
      return Replies.problem(404, "No sign-in here", "This server issues no tokens.");
    }
    if (!isLocal(request)) {
      return Replies.problem(403, "No sign-in from there", LOCAL_ONLY);
    }
    Duration wait = limiter.take(request.clientAddress().orElse("unknown"));
    if (!wait.isZero()) {
      return Replies.problem(429, "Too many sign-ins", "Wait a little and try again.")
          .with("Retry-After", String.valueOf(wait.toSeconds() + 1));
    }
    if (!isJson(request)) {
      return Replies.problem(415, "Unsupported media type", "Send application/json.");
    }
    try {
      String typed = Requests.string(Requests.parse(request.bodyAsText()), "name");
      return UserName.clean(typed)
          .map(name -> token(issuer.get(), name))
          .orElseGet(() -> Replies.problem(400, "This name will not do", UserName.RULE));
    } catch (BadRequestException e) {
      return Replies.problem(400, "Bad request", e.getMessage());
    }
  }

  private HttpReply token(TokenIssuer tokens, String name) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String token = tokens.issue(Identity.of(name), LIFETIME);
    return Replies.json(
        200,
        json ->
            json.add("token", token)
                .add("name", name)
                .add("expiresAt", now.plus(LIFETIME).toString()));
  }

  private static boolean isJson(HttpRequest request) {
    return request
        .header("Content-Type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter("application/json"::equals)
        .isPresent();
  }
}
