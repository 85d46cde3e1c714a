package io.fairlead.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Decision;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.plugin.Authenticator;
import io.fairlead.core.admission.AdmissionResult;
import io.fairlead.core.admission.StagedAdmission;
import io.fairlead.core.admission.UpgradeRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A handshake, with whatever has been contributed. */
final class AdmissionBench {

  private AdmissionBench() {}

  static void admit(FailureBench bench, int status) {
    bench.set("fairlead.auth.mode", "plugins");
    bench
        .contributions
        .scope("kind")
        .add(
            Authenticator.class,
            handshake -> CompletableFuture.completedFuture(Decision.accept(Identity.of("alice"))),
            100);
    StagedAdmission admission =
        new StagedAdmission(bench.config(), bench.contributions, Clock.systemUTC());
    UpgradeRequest request =
        new UpgradeRequest(
            "/chat",
            null,
            Map.of("host", List.of("chat.example.com")),
            "203.0.113.9",
            false,
            Clock.systemUTC().instant());
    AdmissionResult result = admission.admit(request).toCompletableFuture().join();
    assertThat(result instanceof AdmissionResult.Refused refused ? refused.status() : 101)
        .isEqualTo(status);
    bench.whenClosed(admission::close);
  }
}
