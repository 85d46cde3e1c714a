package io.fairlead.core.admission;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.jwt.Judged;
import io.fairlead.core.admission.jwt.JwtAuthenticator;
import io.fairlead.core.admission.jwt.TokenProof;
import io.fairlead.core.plugin.Contributed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The second stage: may this client in. Origin, then places, then authenticators in order. */
final class SecurityStage {

  private static final Logger LOG = LogManager.getLogger(SecurityStage.class);

  private final OriginPolicy origins;
  private final Places places;
  private final @Nullable Supplier<List<Contributed<Authenticator>>> authenticators;
  private final Supplier<List<Contributed<Authenticator>>> shut;
  private final Executor executor;
  private final @Nullable RevocationList revocations;

  /** The stage where nothing can be revoked. */
  SecurityStage(
      OriginPolicy origins,
      Places places,
      @Nullable Supplier<List<Contributed<Authenticator>>> authenticators,
      Executor executor) {
    this(origins, places, authenticators, List::of, executor, null);
  }

  /**
   * The stage.
   *
   * @param authenticators those to ask, in order; null lets everybody in, anonymously
   * @param shut those that are asked all the same
   * @param executor where to go on after an authenticator that answered later
   * @param revocations who is not let in any more; null for nobody
   */
  SecurityStage(
      OriginPolicy origins,
      Places places,
      @Nullable Supplier<List<Contributed<Authenticator>>> authenticators,
      Supplier<List<Contributed<Authenticator>>> shut,
      Executor executor,
      @Nullable RevocationList revocations) {
    this.revocations = revocations;
    this.origins = origins;
    this.places = places;
    this.authenticators = authenticators;
    this.shut = shut;
    this.executor = executor;
  }

  /** What the stage says. */
  sealed interface Verdict {
    record Cleared(ClearedClient client) implements Verdict {}

    record Turned(Refused refused) implements Verdict {}
  }

  /**
   * What can be said at once: whether the origin may, and whether there is room. Comes first, never
   * blocks, never fails.
   */
  Places.Answer enter(DefaultHandshake handshake) {
    ClientNetwork network = handshake.network();
    if (!origins.permits(
        handshake.headers("origin"), network.host().orElse(null), network.secure())) {
      return new Places.Answer.Full(Problem.refused(403, "This origin may not connect.", Map.of()));
    }
    try {
      return places.reserve(network, handshake.rawPath());
    } catch (RuntimeException e) {
      LOG.error("The check of the connection limits failed, so the client is refused: {}", e, e);
      return new Places.Answer.Full(failure());
    }
  }

  /** Decides who the client is; the stage never fails. */
  CompletionStage<Verdict> decide(DefaultHandshake handshake) {
    if (authenticators != null) {
      return ask(handshake, authenticators.get(), 0).thenApply(this::unrevoked);
    }
    List<Contributed<Authenticator>> refusing = shut.get();
    return refusing.isEmpty()
        ? done(cleared(handshake, Identity.ANONYMOUS, "none", null))
        : ask(handshake, refusing, 0);
  }

  private Verdict unrevoked(Verdict verdict) {
    return revocations != null
            && verdict instanceof Verdict.Cleared passed
            && revocations.refuses(passed.client().identity())
        ? turned(403, "The token, or all tokens of its user, have been revoked.")
        : verdict;
  }

  private CompletionStage<Verdict> ask(
      DefaultHandshake handshake, List<Contributed<Authenticator>> asked, int index) {
    if (index == asked.size()) {
      return done(turned(401, "A credential is needed, and the request brings none."));
    }
    Contributed<Authenticator> target = asked.get(index);
    CompletableFuture<Optional<Verdict>> answer =
        answer(handshake, target)
            .exceptionally(fault -> Optional.of(new Verdict.Turned(failure())));
    return answer.isDone()
        ? next(handshake, asked, index, answer.join())
        // not on the authenticator's own thread: the next one may block
        : answer.thenComposeAsync(said -> next(handshake, asked, index, said), executor);
  }

  /** The built-in one says more than others can. */
  private static CompletableFuture<Optional<Verdict>> answer(
      DefaultHandshake handshake, Contributed<Authenticator> target) {
    if (target.contribution() instanceof JwtAuthenticator jwt) {
      return GuardedCall.<Authenticator, Judged, Optional<Verdict>>make(
          target,
          same -> jwt.judge(handshake),
          judged -> verdict(handshake, target, judged.decision(), judged.proof()));
    }
    return GuardedCall.<Authenticator, Decision, Optional<Verdict>>make(
        target,
        authenticator -> authenticator.authenticate(handshake),
        decision -> verdict(handshake, target, decision, null));
  }

  private CompletionStage<Verdict> next(
      DefaultHandshake handshake,
      List<Contributed<Authenticator>> asked,
      int index,
      Optional<Verdict> said) {
    return said.isPresent() ? done(said.get()) : ask(handshake, asked, index + 1);
  }

  /** Empty for an abstention. */
  private static Optional<Verdict> verdict(
      DefaultHandshake handshake,
      Contributed<Authenticator> target,
      Decision decision,
      @Nullable TokenProof proof) {
    if (decision instanceof Decision.Accepted accepted) {
      return Optional.of(cleared(handshake, accepted.identity(), target.owner(), proof));
    }
    if (decision instanceof Decision.Rejected rejected) {
      return Optional.of(
          new Verdict.Turned(
              Problem.refused(rejected.status(), rejected.detail(), rejected.headers())));
    }
    return Optional.empty();
  }

  private static Verdict cleared(
      DefaultHandshake handshake,
      Identity identity,
      String authenticator,
      @Nullable TokenProof proof) {
    return new Verdict.Cleared(
        new ClearedClient(identity, authenticator, handshake.origin(), proof));
  }

  private static Verdict turned(int status, String detail) {
    return new Verdict.Turned(Problem.refused(status, detail, Map.of()));
  }

  /** What went wrong is in the log, not in the answer. */
  private static Refused failure() {
    return Problem.refused(500, "The client could not be checked, so it is not let in.");
  }

  private static CompletionStage<Verdict> done(Verdict verdict) {
    return CompletableFuture.completedFuture(verdict);
  }
}
