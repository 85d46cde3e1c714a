package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Metadata;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.jwt.JwtIssuer;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.support.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 90, unit = TimeUnit.SECONDS)
class StagedAdmissionTest {

  private static final Map<String, String> SECRET =
      Map.of("fairlead.auth.jwt.secret", "0123456789abcdef0123456789abcdef");
  private static final String TOKEN = token("alice", Map.of("roles", List.of("admin")));

  private final ContributionRegistry registry = new ContributionRegistry();
  private final List<StagedAdmission> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(StagedAdmission::close);
  }

  private static String token(String subject, Map<String, Object> claims) {
    return JwtIssuer.from(FairleadConfig.of(SECRET), new MovableClock())
        .issue(subject, Duration.ofHours(1), claims);
  }

  private StagedAdmission admission(String... settings) {
    return admission(Places.UNLIMITED, settings);
  }

  private StagedAdmission admission(Places places, String... settings) {
    Map<String, String> values = new HashMap<>(SECRET);
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    StagedAdmission admission =
        new StagedAdmission(FairleadConfig.of(values), registry, new MovableClock(), places);
    opened.add(admission);
    return admission;
  }

  private static AdmissionResult decide(StagedAdmission admission, Requests requests) {
    return admission.admit(requests.build()).toCompletableFuture().join();
  }

  private static Admitted admitted(StagedAdmission admission, Requests requests) {
    AdmissionResult result = decide(admission, requests);
    assertThat(result).isInstanceOf(Admitted.class);
    return (Admitted) result;
  }

  private static Refused refused(StagedAdmission admission, Requests requests) {
    AdmissionResult result = decide(admission, requests);
    assertThat(result).isInstanceOf(Refused.class);
    return (Refused) result;
  }

  private void authenticator(String owner, int order, Decision decision) {
    registry
        .scope(owner)
        .add(Authenticator.class, handshake -> CompletableFuture.completedFuture(decision), order);
  }

  @Test
  void admitsABearerThroughAllThreeStages() {
    Admitted admitted =
        admitted(admission(), Requests.request().bearer(TOKEN).header("X-Request-Id", "r-1"));
    assertThat(admitted.network().requestId()).isEqualTo("r-1");
    assertThat(admitted.security().identity().getName()).isEqualTo("alice");
    assertThat(admitted.security().identity().roles()).containsExactly("admin");
    assertThat(admitted.security().authenticator()).isEqualTo("jwt");
    assertThat(admitted.metadata().get(Metadata.CLAIMS, Map.class).orElseThrow().get("sub"))
        .isEqualTo("alice");
  }

  @Test
  void timesEachStage() {
    registry
        .scope("slow")
        .add(
            Authenticator.class,
            handshake ->
                CompletableFuture.supplyAsync(
                    Decision::abstain,
                    CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)));
    registry
        .scope("slow")
        .add(
            MetadataContributor.class,
            (handshake, security) ->
                CompletableFuture.supplyAsync(
                    Map::of, CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS)));
    try (CapturedLog log = new CapturedLog()) {
      StageTimings timings = admitted(admission(), Requests.request().bearer(TOKEN)).timings();
      assertThat(timings.network()).isPositive();
      assertThat(timings.security()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
      assertThat(timings.session()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
      assertThat(log.lines())
          .filteredOn(line -> line.contains("admitted as 'alice' by jwt: network "))
          .singleElement()
          .asString()
          .startsWith("DEBUG")
          .contains("security ", "session ")
          .doesNotContain("plugin=");
    }
  }

  @Test
  void refusesWithoutATokenAndNamesTheRequest() throws Exception {
    Refused refused = refused(admission(), Requests.request().header("X-Request-Id", "r-9"));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.headers())
        .containsEntry("WWW-Authenticate", "Bearer realm=\"fairlead\"")
        .containsEntry("Content-Type", "application/problem+json")
        .containsEntry("X-Request-Id", "r-9");
    var problem = ProblemTest.json(refused);
    assertThat(problem.get("status").asInt()).isEqualTo(401);
    assertThat(problem.get("requestId").asText()).isEqualTo("r-9");
    assertThat(problem.get("instance").asText()).isEqualTo("urn:fairlead:request:r-9");
    assertThat(problem.get("title").asText()).isEqualTo("Unauthorized");
    assertThat(problem.get("detail").asText()).isNotBlank();
  }

  @Test
  void refusesABadTokenWith403() {
    assertThat(refused(admission(), Requests.request().bearer(TOKEN + "x")).status())
        .isEqualTo(403);
  }

  @Test
  void refusesAMalformedRequestWith400() throws Exception {
    Refused refused = refused(admission(), Requests.request().bearer(TOKEN).query("a=%zz"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(ProblemTest.json(refused).get("requestId").asText()).isNotBlank();
  }

  @Test
  void asksPluginsBelowOrder1000BeforeTheBuiltInAndTheOthersAfterIt() {
    authenticator("after", 1000, Decision.accept(Identity.of("after")));
    StagedAdmission admission = admission();
    assertThat(admitted(admission, Requests.request().bearer(TOKEN)).security().authenticator())
        .isEqualTo("jwt");
    assertThat(admitted(admission, Requests.request()).security().authenticator())
        .isEqualTo("after");
    assertThat(refused(admission, Requests.request().bearer("bad")).status()).isEqualTo(403);
    authenticator("before", 999, Decision.accept(Identity.of("before")));
    assertThat(admitted(admission, Requests.request().bearer(TOKEN)).security().authenticator())
        .isEqualTo("before");
  }

  @Test
  void asksPluginsAloneInModePlugins() {
    StagedAdmission admission = admission("fairlead.auth.mode", "plugins");
    assertThat(refused(admission, Requests.request().bearer(TOKEN)).status()).isEqualTo(401);
    authenticator("sso", 0, Decision.accept(Identity.of("bob")));
    assertThat(admitted(admission, Requests.request()).security().identity().getName())
        .isEqualTo("bob");
  }

  @Test
  void letsEverybodyInInModeNoneAndSaysSoLoudlyOnce() {
    try (CapturedLog log = new CapturedLog()) {
      StagedAdmission admission = admission("fairlead.auth.mode", "none");
      assertThat(admitted(admission, Requests.request()).security().identity())
          .isSameAs(Identity.ANONYMOUS);
      assertThat(admitted(admission, Requests.request()).security().authenticator())
          .isEqualTo("none");
      assertThat(log.lines())
          .filteredOn(line -> line.contains("AUTHENTICATION IS OFF"))
          .singleElement()
          .asString()
          .startsWith("WARN")
          .contains("fairlead.auth.mode=none");
    }
  }

  @Test
  void needsNoKeyInTheOtherModes() {
    for (String mode : List.of("none", "plugins")) {
      FairleadConfig config = FairleadConfig.of(Map.of("fairlead.auth.mode", mode));
      new StagedAdmission(config, registry, new MovableClock()).close();
    }
    assertThatThrownBy(
            () -> new StagedAdmission(FairleadConfig.of(Map.of()), registry, new MovableClock()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fairlead.auth.jwt.secret")
        .hasMessageContaining("fairlead.auth.jwt.jwks");
  }

  @Test
  void appliesTheLimitsOfTheHook() {
    StagedAdmission admission =
        admission(
            network ->
                network.clientAddress().equals(Optional.of("203.0.113.9"))
                    ? new Places.Answer.Full(
                        Problem.refused(429, "Too many.", Map.of("Retry-After", "10")))
                    : new Places.Answer.Taken(Place.FREE));
    Refused refused = refused(admission, Requests.request().bearer(TOKEN));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsEntry("Retry-After", "10").containsKey("X-Request-Id");
    assertThat(admitted(admission, Requests.request().peer("203.0.113.8").bearer(TOKEN)))
        .isNotNull();
  }

  private static final class CountedPlace implements Place {
    final List<String> calls = new CopyOnWriteArrayList<>();
    Optional<Refused> ofUser = Optional.empty();

    @Override
    public Optional<Refused> identify(SecurityContext client) {
      calls.add("identify " + client.identity());
      return ofUser;
    }

    @Override
    public void attend() {
      calls.add("attend");
    }

    @Override
    public boolean take() {
      calls.add("take");
      return true;
    }

    @Override
    public void abandon() {
      calls.add("abandon");
    }

    @Override
    public void release() {
      calls.add("release");
    }
  }

  @Test
  void anAdmissionHandsThePlaceOn() {
    CountedPlace place = new CountedPlace();
    StagedAdmission admission = admission(network -> new Places.Answer.Taken(place));
    assertThat(admitted(admission, Requests.request().bearer(TOKEN)).place()).isSameAs(place);
    assertThat(place.calls).containsExactly("identify alice");
  }

  @Test
  void aRefusalGivesThePlaceBack() {
    CountedPlace place = new CountedPlace();
    StagedAdmission admission = admission(network -> new Places.Answer.Taken(place));
    assertThat(refused(admission, Requests.request()).status()).isEqualTo(401);
    assertThat(place.calls).containsExactly("abandon");
  }

  @Test
  void aUserWithTooManyPlacesIsRefusedAndGivesThePlaceBack() {
    CountedPlace place = new CountedPlace();
    place.ofUser = Optional.of(Problem.refused(429, "Too many.", Map.of("Retry-After", "3")));
    StagedAdmission admission = admission(network -> new Places.Answer.Taken(place));
    Refused refused = refused(admission, Requests.request().bearer(TOKEN));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsEntry("Retry-After", "3");
    assertThat(place.calls).containsExactly("identify alice", "abandon");
  }

  @Test
  void theDeadlineGivesThePlaceBackAndALateAnswerDoesNotKeepIt() {
    CountedPlace place = new CountedPlace();
    CompletableFuture<Decision> late = new CompletableFuture<>();
    registry.scope("late").add(Authenticator.class, handshake -> late);
    StagedAdmission admission =
        admission(network -> new Places.Answer.Taken(place), "fairlead.admission.timeout", "200ms");
    assertThat(refused(admission, Requests.request()).status()).isEqualTo(503);
    assertThat(place.calls).containsExactly("abandon");
    late.complete(Decision.accept(Identity.of("late")));
    await().until(() -> place.calls.contains("identify late"));
    assertThat(place.calls).containsExactly("abandon", "identify late");
  }

  @Test
  void refusesAtTheDeadlineAndInterruptsAnAuthenticatorThatBlocks() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    registry
        .scope("blocks")
        .add(
            Authenticator.class,
            handshake -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return CompletableFuture.completedFuture(Decision.abstain());
            });
    StagedAdmission admission = admission("fairlead.admission.timeout", "200ms");
    Refused refused = refused(admission, Requests.request().bearer(TOKEN));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsEntry("Retry-After", "1");
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refusesAtTheDeadlineWhereAnAuthenticatorNeverAnswers() {
    registry.scope("never").add(Authenticator.class, handshake -> new CompletableFuture<>());
    StagedAdmission admission = admission("fairlead.admission.timeout", "200ms");
    assertThat(refused(admission, Requests.request().bearer(TOKEN)).status()).isEqualTo(503);
  }

  @Test
  void admitsAtTheDeadlineWithoutMetadataThatIsLate() {
    registry
        .scope("never")
        .add(MetadataContributor.class, (handshake, security) -> new CompletableFuture<>());
    StagedAdmission admission = admission("fairlead.admission.timeout", "2s");
    assertThat(admitted(admission, Requests.request().bearer(TOKEN)).metadata().asMap())
        .containsKey(Metadata.CLAIMS);
  }

  @Test
  void refusesWhereAnAuthenticatorRunsOutOfStack() {
    registry
        .scope("deep")
        .add(
            Authenticator.class,
            handshake -> {
              throw new StackOverflowError("as from endless recursion");
            });
    assertThat(refused(admission(), Requests.request().bearer(TOKEN)).status()).isEqualTo(500);
  }

  @Test
  void refusesAfterItWasClosed() {
    registry.scope("any").add(Authenticator.class, handshake -> new CompletableFuture<>());
    StagedAdmission admission = admission();
    admission.close();
    assertThat(refused(admission, Requests.request().bearer(TOKEN)).status()).isEqualTo(503);
  }

  @Test
  void refusesARequestThatCannotEvenBeLookedAt() {
    Map<String, List<String>> broken =
        new HashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public List<String> getOrDefault(Object key, List<String> otherwise) {
            throw new IllegalStateException("broken server");
          }
        };
    UpgradeRequest request =
        new UpgradeRequest("/ws", null, broken, null, false, MovableClock.START);
    AdmissionResult result = admission().admit(request).toCompletableFuture().join();
    assertThat(((Refused) result).status()).isEqualTo(500);
  }

  @Test
  void mixesUpNothingAmongFiveHundredHandshakesAtOnce() throws Exception {
    registry
        .scope("echo")
        .add(
            MetadataContributor.class,
            (handshake, security) ->
                CompletableFuture.supplyAsync(
                    () ->
                        Map.of(
                            "echo.name",
                            security.identity().getName(),
                            "echo.number",
                            handshake.queryParameter("n").orElseThrow())));
    StagedAdmission admission = admission("fairlead.admission.timeout", "60s");
    ExecutorService callers = Executors.newFixedThreadPool(16);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<AdmissionResult>> results = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int number = i;
        String token = token("user-" + number, Map.of("n", number));
        results.add(
            callers.submit(
                () -> {
                  start.await();
                  return decide(
                      admission,
                      Requests.request()
                          .bearer(token)
                          .query("n=" + number)
                          .peer("10.1." + number / 250 + "." + number % 250)
                          .header("X-Request-Id", "r-" + number));
                }));
      }
      start.countDown();
      for (int i = 0; i < 500; i++) {
        Admitted admitted = (Admitted) results.get(i).get();
        Map<String, Object> metadata = admitted.metadata().asMap();
        assertThat(admitted.security().identity().getName()).isEqualTo("user-" + i);
        assertThat(metadata)
            .containsEntry(Metadata.REQUEST_ID, "r-" + i)
            .containsEntry(Metadata.CLIENT_ADDRESS, "10.1." + i / 250 + "." + i % 250)
            .containsEntry("echo.name", "user-" + i)
            .containsEntry("echo.number", String.valueOf(i));
        assertThat(((Map<?, ?>) metadata.get(Metadata.CLAIMS)).get("n")).isEqualTo((long) i);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void neverShowsAnyPartOfATokenInLogOrAnswer() {
    String expired =
        JwtIssuer.from(FairleadConfig.of(SECRET), new MovableClock())
            .issue("mallory", Duration.ofSeconds(1), Map.of());
    List<String> bad =
        List.of(
            TOKEN,
            TOKEN.substring(0, TOKEN.length() - 8) + "AAAAAAAA",
            TOKEN.replaceFirst("\\.", ".."),
            TOKEN + "." + TOKEN,
            TOKEN.substring(0, TOKEN.lastIndexOf('.') + 1),
            TOKEN.substring(TOKEN.indexOf('.') + 1),
            "x".repeat(9_000) + TOKEN,
            TOKEN + "%ff",
            expired);
    MovableClock later = new MovableClock();
    later.forward(Duration.ofMinutes(30));
    try (CapturedLog log = new CapturedLog()) {
      Map<String, String> values = new HashMap<>(SECRET);
      values.put("fairlead.auth.jwt.cookie", "token");
      values.put("fairlead.auth.jwt.query-parameter", "token");
      for (String status : List.of("401", "403")) {
        values.put("fairlead.auth.invalid-token-status", status);
        StagedAdmission admission = new StagedAdmission(FairleadConfig.of(values), registry, later);
        opened.add(admission);
        for (String token : bad) {
          for (Requests requests :
              List.of(
                  Requests.request().bearer(token),
                  Requests.request().header("Cookie", "token=" + token),
                  Requests.request().query("token=" + token),
                  Requests.request().query("token=" + token + "%"),
                  Requests.request().header("Sec-WebSocket-Protocol", "bearer, " + token),
                  Requests.request().bearer(token).query("token=other"))) {
            AdmissionResult result = decide(admission, requests);
            if (result instanceof Refused refused) {
              assertNoPart(token, refused.body() + refused.headers());
            }
            assertNoPart(token, result.toString().replaceAll("claims=\\{[^}]*}", ""));
          }
        }
      }
      assertThat(log.lines()).isNotEmpty();
      for (String token : bad) {
        log.lines().forEach(line -> assertNoPart(token, line));
      }
    }
  }

  /** No piece of twelve characters of any part. */
  private static void assertNoPart(String token, String text) {
    for (String part : token.split("\\.", -1)) {
      for (int i = 0; i + 12 <= part.length(); i += 4) {
        assertThat(text).doesNotContain(part.substring(i, i + 12));
      }
    }
  }
}
