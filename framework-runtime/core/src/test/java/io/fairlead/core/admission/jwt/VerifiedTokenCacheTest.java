package io.fairlead.core.admission.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Identity;
import io.fairlead.core.support.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VerifiedTokenCacheTest {

  private final MovableClock clock = new MovableClock();

  private static VerifiedToken token(String name, int seconds) {
    return new VerifiedToken(Identity.of(name), MovableClock.START.plusSeconds(seconds), null);
  }

  @Test
  void remembersATokenUntilItExpires() {
    VerifiedTokenCache cache = new VerifiedTokenCache(10, Duration.ofDays(1), clock);
    VerifiedToken token = token("alice", 60);
    cache.put("a", token);
    clock.forward(Duration.ofSeconds(59));
    assertThat(cache.find("a")).isSameAs(token);
    clock.forward(Duration.ofSeconds(1));
    assertThat(cache.find("a")).isNull();
    assertThat(cache.size()).isZero();
  }

  @Test
  void remembersATokenNoLongerThanItsMemory() {
    VerifiedTokenCache cache = new VerifiedTokenCache(10, Duration.ofSeconds(5), clock);
    cache.put("a", token("alice", 60));
    clock.forward(Duration.ofSeconds(5));
    assertThat(cache.find("a")).isNull();
  }

  @Test
  void forgetsTheOneNotUsedForLongestWhenFull() {
    VerifiedTokenCache cache = new VerifiedTokenCache(3, Duration.ofDays(1), clock);
    for (String key : new String[] {"a", "b", "c"}) {
      cache.put(key, token(key, 60));
    }
    assertThat(cache.find("a")).isNotNull();
    cache.put("d", token("d", 60));
    assertThat(cache.size()).isEqualTo(3);
    assertThat(cache.find("b")).isNull();
    assertThat(cache.find("a")).isNotNull();
  }

  @Test
  void keepsADigestInPlaceOfTheToken() {
    String token = Tokens.good();
    String digest = VerifiedTokenCache.digest(token);
    assertThat(digest).hasSize(44).isNotEqualTo(token);
    assertThat(VerifiedTokenCache.digest(token + "A")).isNotEqualTo(digest);
  }
}
