package io.fairlead.core.security;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.ClearedClient;
import io.fairlead.core.admission.Problem;
import io.fairlead.core.admission.RevocationList;
import io.fairlead.core.admission.StagedAdmission;
import io.fairlead.core.admission.StagedAdmission.Judgement;
import io.fairlead.core.admission.jwt.Judged;
import io.fairlead.core.admission.jwt.JwtAuthenticator;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.security.Lease.Renewal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a new token for connections that are open. The token stands in {@code Authorization}, which
 * no browser sends by itself; so a foreign page can do nothing in its visitor's name.
 */
public final class RefreshRoute implements HttpRoute {

  /** Names one connection; without it all of the token's user and issuer are meant. */
  public static final String CONNECTION = "Fairlead-Connection";

  private static final Pattern BEARER =
      Pattern.compile("bearer[ \\t]+(\\S+)[ \\t]*", Pattern.CASE_INSENSITIVE);
  private static final long LONGEST_SECONDS = 15;
  private static final int ATTEMPTS = 4;
  private static final Map<String, String> SOON = Map.of("Retry-After", "2");

  private final String path;
  private final StagedAdmission admission;
  private final DefaultConnectionRegistry connections;
  private final AccessGuard guard;
  private final RevocationList revoked;
  private final Semaphore room; // a fetch of a key set holds the threads of those that wait for it

  /**
   * A route at a path.
   *
   * @param most how many may wait for a key set at once
   */
  public RefreshRoute(
      String path,
      int most,
      StagedAdmission admission,
      DefaultConnectionRegistry connections,
      AccessGuard guard,
      RevocationList revoked) {
    this.path = path;
    this.room = new Semaphore(most);
    this.admission = admission;
    this.connections = connections;
    this.guard = guard;
    this.revoked = revoked;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Set<String> methods() {
    return Set.of("POST", "OPTIONS");
  }

  @Override
  public HttpReply handle(HttpRequest request) throws Exception {
    Optional<String> origin = request.header("Origin");
    List<String> lines = origin.map(List::of).orElse(List.of());
    if (!admission
        .policy()
        .permitsOrigin(lines, request.header("Host").orElse(null), request.secure())) {
      return problem(403, "This origin may not refresh a token.", Map.of());
    }
    HttpReply reply = request.method().equals("OPTIONS") ? preflight() : refresh(request);
    // what the Origin header holds has been checked; any other page gets none of this
    return origin.isEmpty()
        ? reply
        : reply.with("Access-Control-Allow-Origin", origin.get()).with("Vary", "Origin");
  }

  private static HttpReply preflight() {
    return HttpReply.status(204)
        .with("Access-Control-Allow-Methods", "POST")
        .with("Access-Control-Allow-Headers", "Authorization, " + CONNECTION)
        .with("Access-Control-Max-Age", "600");
  }

  private HttpReply refresh(HttpRequest request) throws InterruptedException {
    String token = token(request);
    if (token == null) {
      return problem(401, "Send the new token as Authorization: Bearer.", Map.of());
    }
    boolean mayWait = admission.judgingMayBlock();
    if (mayWait && !room.tryAcquire()) {
      return problem(503, "Too many tokens are being checked.", SOON);
    }
    try {
      return refresh(token, request.header(CONNECTION));
    } catch (TimeoutException | ExecutionException e) {
      return problem(503, "The token could not be checked.", SOON);
    } finally {
      if (mayWait) {
        room.release();
      }
    }
  }

  /** What a policy found good counts while that is in force; else the next one is asked. */
  private HttpReply refresh(String token, Optional<String> connection)
      throws InterruptedException, TimeoutException, ExecutionException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Judgement> asked = admission.judge(token);
      if (asked.isEmpty()) {
        return problem(404, "Tokens are not refreshed here.", Map.of());
      }
      Judged judged =
          asked.get().answer().toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (!(judged.decision() instanceof Decision.Accepted accepted)) {
        return refused((Decision.Rejected) judged.decision());
      }
      if (revoked.refuses(accepted.identity())) {
        return problem(403, "The token has been revoked.", Map.of());
      }
      HttpReply reply = renew(accepted.identity(), judged, asked.get().version(), connection);
      if (reply != null) {
        return reply;
      }
    }
    return problem(503, "The policy is changing.", SOON);
  }

  private static HttpReply refused(Decision.Rejected rejected) {
    return rejected.status() >= 500
        ? problem(rejected.status(), rejected.detail(), rejected.headers())
        : problem(
            401,
            rejected.detail(),
            Map.of("WWW-Authenticate", "Bearer realm=\"fairlead\", error=\"invalid_token\""));
  }

  private static @Nullable String token(HttpRequest request) {
    Matcher matcher = BEARER.matcher(request.header("Authorization").orElse("").strip());
    return matcher.matches() ? matcher.group(1) : null;
  }

  /** Null where the policy that judged is out of force. */
  private @Nullable HttpReply renew(
      Identity identity, Judged judged, long version, Optional<String> id) {
    List<DefaultConnection> meant = meant(identity, id);
    if (meant.isEmpty()) {
      // an unknown one and another's look alike
      return problem(404, "There is no such connection of this user.", Map.of());
    }
    Instant end = guard.end(identity.expiresAt().orElse(Instant.MAX));
    Map<Renewal, List<DefaultConnection>> became = new EnumMap<>(Renewal.class);
    if (!admission.whileInForce(
        version,
        () -> {
          for (DefaultConnection each : meant) {
            became
                .computeIfAbsent(renew(each, identity, judged, end), key -> new ArrayList<>())
                .add(each);
          }
        })) {
      return null;
    }
    if (revoked.refuses(identity)) { // in between
      became
          .getOrDefault(Renewal.DONE, List.of())
          .forEach(each -> guard.revokeConnection(each.id()));
    }
    if (became.containsKey(Renewal.DONE)) {
      return HttpReply.status(204).with("Cache-Control", "no-store");
    }
    return became.containsKey(Renewal.EARLIER)
        ? problem(409, "The connection has a token that ends later.", Map.of())
        : problem(409, "The connection is closing.", Map.of());
  }

  private static Renewal renew(
      DefaultConnection connection, Identity identity, Judged judged, Instant end) {
    Optional<Lease> lease = connection.unwrap(Lease.class);
    if (lease.isEmpty()) {
      return Renewal.CLOSING; // or just opening
    }
    ClearedClient renewed =
        new ClearedClient(
            identity, JwtAuthenticator.NAME, connection.security().origin(), judged.proof());
    return lease.get().renew(renewed, end);
  }

  private List<DefaultConnection> meant(Identity identity, Optional<String> id) {
    List<DefaultConnection> meant = new ArrayList<>();
    if (id.isPresent()) {
      Optional<Connection> found = connections.find(id.get());
      if (found.isPresent() && found.get() instanceof DefaultConnection connection) {
        addIfSame(meant, connection, identity);
      }
      return meant;
    }
    for (DefaultConnection each : connections.connections()) {
      if (each.watched() && !each.closesByItself()) {
        addIfSame(meant, each, identity);
      }
    }
    return meant;
  }

  private static void addIfSame(
      List<DefaultConnection> meant, DefaultConnection connection, Identity identity) {
    Identity has = connection.security().identity();
    if (connection.security() instanceof ClearedClient cleared
        && cleared.proof() != null
        && has.getName().equals(identity.getName())
        && Objects.equals(has.claims().get("iss"), identity.claims().get("iss"))) {
      meant.add(connection);
    }
  }

  private static HttpReply problem(int status, String detail, Map<String, String> headers) {
    Refused refused = Problem.refused(status, detail, headers);
    HttpReply reply =
        HttpReply.of(status, Problem.MEDIA_TYPE, refused.body().getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, String> header : refused.headers().entrySet()) {
      if (!header.getKey().equalsIgnoreCase("Content-Type")) {
        reply = reply.with(header.getKey(), header.getValue());
      }
    }
    return reply;
  }
}
