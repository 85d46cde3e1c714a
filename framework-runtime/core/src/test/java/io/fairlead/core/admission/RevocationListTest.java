package io.fairlead.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.admission.Identity;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.support.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevocationListTest {

  private static final Instant LATER = MovableClock.START.plusSeconds(100);

  private final MovableClock clock = new MovableClock();
  private final RevocationList list =
      new RevocationList(FairleadConfig.of(Map.of("fairlead.auth.revocations", "2")), clock);

  private static Identity identity(String id, long issuedAfterStart) {
    return Identity.builder("alice")
        .claim("jti", id)
        .claim("iat", MovableClock.START.getEpochSecond() + issuedAfterStart)
        .build();
  }

  @Test
  void refusesTokenUntilItsEndAndTheSkew() {
    list.skew(Duration.ofSeconds(30));
    list.addToken("one", LATER);
    assertThat(list.refuses(identity("one", 0))).isTrue();
    assertThat(list.refuses(identity("two", 0))).isFalse();
    clock.forward(Duration.ofSeconds(129));
    assertThat(list.refuses(identity("one", 0))).isTrue();
    clock.forward(Duration.ofSeconds(1));
    assertThat(list.refuses(identity("one", 0))).isFalse();
  }

  @Test
  void refusesWhatWasIssuedToAUserUpToNow() {
    list.addSubject("alice", LATER);
    assertThat(list.refuses(identity("one", -5))).isTrue();
    assertThat(list.refuses(identity("one", 0))).isTrue();
    assertThat(list.refuses(identity("one", 1))).isFalse();
    assertThat(list.refuses(Identity.of("alice"))).as("without a time").isTrue();
    assertThat(list.refuses(Identity.of("bob"))).isFalse();
  }

  @Test
  void forgetsNoneThatStillCountsForOneMore() {
    list.addToken("one", LATER);
    list.addSubject("alice", MovableClock.START.plusSeconds(10));
    list.addToken("one", LATER.plusSeconds(1)); // known already
    assertThatThrownBy(() -> list.addToken("two", LATER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fairlead.auth.revocations");
    assertThat(list.refuses(identity("one", 99))).isTrue();
    clock.forward(Duration.ofSeconds(10));
    list.addToken("two", LATER);
    assertThat(list.size()).isEqualTo(2);
  }

  @Test
  void saysWhatCannotBeRevoked() {
    assertThatThrownBy(() -> list.addToken(" ", LATER)).hasMessageContaining("jti");
    assertThatThrownBy(() -> list.addSubject("alice", MovableClock.START))
        .hasMessageContaining("ahead");
  }
}
