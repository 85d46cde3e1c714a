package io.fairlead.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HandshakeRateTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND); // nanoTime may overflow

  private HandshakeRate rate(int perSecond) {
    return new HandshakeRate(perSecond, now::get);
  }

  private static int admitted(HandshakeRate rate, String address, int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      admitted += rate.delay(address) == 0 ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void admitsABurstOfTwoSecondsAndThenTheRate() {
    HandshakeRate rate = rate(10);
    assertThat(admitted(rate, "a", 100)).isEqualTo(20);
    now.addAndGet(SECOND);
    assertThat(admitted(rate, "a", 100)).isEqualTo(10);
    now.addAndGet(100 * SECOND);
    assertThat(admitted(rate, "a", 100)).isEqualTo(20);
  }

  @Test
  void saysHowLongToWaitAndLetsInThen() {
    HandshakeRate rate = rate(1);
    assertThat(admitted(rate, "a", 3)).isEqualTo(2);
    long delay = rate.delay("a");
    assertThat(delay).isEqualTo(SECOND);
    now.addAndGet(delay - 1);
    assertThat(rate.delay("a")).isEqualTo(1);
    now.addAndGet(1);
    assertThat(rate.delay("a")).isZero();
  }

  @Test
  void addressesDoNotCountForEachOther() {
    HandshakeRate rate = rate(10);
    assertThat(admitted(rate, "a", 100)).isEqualTo(20);
    assertThat(admitted(rate, "b", 100)).isEqualTo(20);
  }

  @Test
  void zeroIsNoLimitAndRemembersNothing() {
    HandshakeRate rate = rate(0);
    assertThat(admitted(rate, "a", 10_000)).isEqualTo(10_000);
    assertThat(rate.size()).isZero();
  }

  @Test
  void forgetsAddressesThatAreIdle() {
    HandshakeRate rate = rate(100);
    for (int i = 0; i < 1_000_000; i++) {
      now.addAndGet(SECOND / 10_000);
      assertThat(rate.delay("address " + i)).isZero();
    }
    assertThat(rate.size()).as("each is idle after 10 ms").isLessThan(2_100);
  }

  @Test
  void tableIsBoundedAndThoseThatDoNotFitShareOneBucket() {
    HandshakeRate rate = rate(1);
    assertThat(rate.delay("known")).isZero();
    int admitted = 0;
    for (int i = 0; i < 3 * HandshakeRate.MOST_ADDRESSES; i++) {
      admitted += rate.delay("address " + i) == 0 ? 1 : 0;
    }
    assertThat(rate.size()).isLessThanOrEqualTo(HandshakeRate.MOST_ADDRESSES + 1);
    assertThat(admitted).isEqualTo(HandshakeRate.MOST_ADDRESSES - 1 + 2);
    assertThat(rate.delay("known")).as("who is in the table keeps its own bucket").isZero();
    assertThat(rate.delay("one more")).isPositive();
    now.addAndGet(3 * SECOND);
    assertThat(rate.delay("one more")).isZero();
    assertThat(rate.size()).isLessThan(10);
  }

  @Property(tries = 200, seed = "20260731")
  void neverAdmitsMoreThanBurstAndRate(
      @ForAll @IntRange(min = 1, max = 1_000) int perSecond,
      @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 500_000_000) Integer> pauses) {
    HandshakeRate rate = rate(perSecond);
    long start = now.get();
    long admitted = 0;
    for (int pause : pauses) {
      now.addAndGet(pause);
      admitted += admitted(rate, "a", 50);
      double seconds = (now.get() - start) / (double) SECOND;
      assertThat((double) admitted)
          .isLessThanOrEqualTo(2 * perSecond + perSecond * seconds * 1.001 + 1);
    }
  }
}
