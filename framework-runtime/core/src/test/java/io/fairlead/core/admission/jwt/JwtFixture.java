package io.fairlead.core.admission.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Handshake;
import io.fairlead.api.admission.Identity;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.support.MovableClock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An authenticator as configured by a test, its clock, and what it says. */
final class JwtFixture implements AutoCloseable {

  final MovableClock clock = new MovableClock();
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final JwtAuthenticator authenticator;

  JwtFixture(String... settings) {
    this(config(settings));
  }

  JwtFixture(FairleadConfig config) {
    authenticator = JwtAuthenticator.from(config, clock, executor);
  }

  /** A configuration with the shared secret. */
  static JwtFixture withSecret(String... settings) {
    Map<String, String> values = values(settings);
    values.putIfAbsent("fairlead.auth.jwt.secret", Tokens.SECRET);
    return new JwtFixture(FairleadConfig.of(values));
  }

  static FairleadConfig config(String... settings) {
    return FairleadConfig.of(values(settings));
  }

  private static Map<String, String> values(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put("fairlead.auth." + settings[i], settings[i + 1]);
    }
    return values;
  }

  Decision decide(Handshake handshake) {
    return authenticator.authenticate(handshake).toCompletableFuture().join();
  }

  /** Asks without waiting. */
  CompletableFuture<Decision> ask(String token) {
    return authenticator.authenticate(FakeHandshake.bearer(token)).toCompletableFuture();
  }

  Decision decide(String token) {
    return decide(FakeHandshake.bearer(token));
  }

  Identity accepted(String token) {
    Decision decision = decide(token);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return ((Decision.Accepted) decision).identity();
  }

  Decision.Rejected rejected(String token) {
    return rejected(FakeHandshake.bearer(token));
  }

  Decision.Rejected rejected(Handshake handshake) {
    Decision decision = decide(handshake);
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return (Decision.Rejected) decision;
  }

  /** Refused as a bad token, for that reason. */
  void assertBad(String token, String reason) {
    Decision.Rejected rejected = rejected(token);
    assertThat(rejected.status()).isEqualTo(403);
    assertThat(rejected.detail()).contains(reason);
  }

  @Override
  public void close() {
    authenticator.close();
    executor.shutdownNow();
  }
}
