package io.fairlead.plugins.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void letsTheBurstPassAtOnceAndNoMore() {
    TokenBucket bucket = new TokenBucket(10, 3, 0);

    assertThat(bucket.take(1, 0)).isTrue();
    assertThat(bucket.take(1, 0)).isTrue();
    assertThat(bucket.take(1, 0)).isTrue();
    assertThat(bucket.take(1, 0)).isFalse();
  }

  @Test
  void fillsAtTheRateToTheNanosecond() {
    TokenBucket bucket = new TokenBucket(10, 3, 0);
    bucket.take(3, 0);

    assertThat(bucket.take(1, SECOND / 10 - 1)).isFalse();
    assertThat(bucket.take(1, SECOND / 10)).isTrue();
    assertThat(bucket.take(1, SECOND / 10)).isFalse();
  }

  @Test
  void neverHoldsMoreThanTheBurst() {
    TokenBucket bucket = new TokenBucket(Limits.MAX, 2, 0);
    bucket.take(2, 0);

    assertThat(bucket.take(2, Long.MAX_VALUE / 2)).isTrue();
    assertThat(bucket.take(1, Long.MAX_VALUE / 2)).isFalse();
  }

  @Test
  void refusedTakeCostsNothing() {
    TokenBucket bucket = new TokenBucket(1, 5, 0);
    bucket.take(3, 0);

    assertThat(bucket.take(3, 0)).isFalse();
    assertThat(bucket.take(2, 0)).isTrue();
  }

  @Test
  void oversizedCostNeedsFullBucketAndLeavesDebt() {
    TokenBucket bucket = new TokenBucket(1, 5, 0);

    assertThat(bucket.take(8, 0)).isTrue();
    assertThat(bucket.take(1, 3 * SECOND)).isFalse();
    assertThat(bucket.take(1, 4 * SECOND)).isTrue();
    assertThat(bucket.take(8, 8 * SECOND)).as("not full yet").isFalse();
    assertThat(bucket.take(8, 9 * SECOND)).isTrue();
  }

  @Test
  void largestNumbersDoNotOverflow() {
    TokenBucket bucket = new TokenBucket(Limits.MAX, Limits.MAX, 0);

    assertThat(bucket.take(Integer.MAX_VALUE, 0)).isTrue();
    assertThat(bucket.take(Integer.MAX_VALUE, 0)).isFalse();
    assertThat(bucket.take(Integer.MAX_VALUE, SECOND)).isTrue();
    assertThat(bucket.full(2 * SECOND)).isTrue();
  }

  @Test
  void clockSetBackGainsNothingAndStopsNothing() {
    TokenBucket bucket = new TokenBucket(10, 1, 100 * SECOND);
    bucket.take(1, 100 * SECOND);

    assertThat(bucket.take(1, 50 * SECOND)).isFalse();
    assertThat(bucket.take(1, 50 * SECOND + SECOND / 10)).isTrue();
  }

  @Test
  void neverPassesMoreThanBurstAndRateAllowInAnyWindow() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      int rate = 1 + random.nextInt(1000);
      int burst = 1 + random.nextInt(50);
      TokenBucket bucket = new TokenBucket(rate, burst, 0);
      long now = 0;
      long[] times = new long[400];
      int passed = 0;
      for (int i = 0; i < times.length; i++) {
        now += random.nextInt(5_000_000);
        if (bucket.take(1, now)) {
          times[passed++] = now;
        }
      }
      for (int from = 0; from < passed; from++) {
        for (int to = from; to < passed; to++) {
          double allowed = burst + (double) rate * (times[to] - times[from]) / SECOND;
          if (to - from + 1 > allowed + 1e-6) {
            fail("%d passed where %f may, round %d", to - from + 1, allowed, round);
          }
        }
      }
    }
  }
}
