package io.fairlead.plugins.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllowanceTest {

  private final AtomicLong now = new AtomicLong();

  @Test
  void refusalByBytesLeavesTheMessagesAsTheyWere() {
    Allowance allowance = new Allowance(new Limits(1, 2, 10, 10), now::get);

    assertThat(allowance.take(1, 10)).isNull();
    assertThat(allowance.take(1, 1)).isEqualTo("10 bytes per second");
    assertThat(allowance.take(1, 0)).isNull();
    assertThat(allowance.take(1, 0)).isEqualTo("1 messages per second");
  }

  @Test
  void rateOfZeroIsNoLimit() {
    Allowance allowance = new Allowance(new Limits(0, 1, 0, 1), now::get);

    for (int i = 0; i < 10_000; i++) {
      assertThat(allowance.take(1, Integer.MAX_VALUE)).isNull();
    }
    assertThat(allowance.full()).isTrue();
  }

  @Test
  void manyThreadsNeverPassMoreThanBurstAndRateAllow() throws Exception {
    int threads = 8;
    long rate = 20_000;
    long burst = 5_000;
    long length = TimeUnit.MILLISECONDS.toNanos(600);
    Allowance allowance = new Allowance(new Limits(rate, burst, 0, 1), System::nanoTime);
    long started = System.nanoTime();
    long passed = 0;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(pool.submit(() -> hammer(allowance, go, started + length)));
      }
      go.countDown();
      for (Future<Long> count : counts) {
        passed += count.get(30, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    long elapsed = System.nanoTime() - started;

    assertThat((double) passed).isLessThanOrEqualTo(burst + (double) rate * elapsed / 1e9);
    assertThat(passed).as("the burst passes").isGreaterThanOrEqualTo(burst);
  }

  private static long hammer(Allowance allowance, CountDownLatch go, long until) throws Exception {
    go.await();
    long passed = 0;
    while (System.nanoTime() < until) {
      if (allowance.take(1, 1) == null) {
        passed++;
      }
    }
    return passed;
  }

  @Test
  void manyThreadsShareOneBurstExactlyWhileTheClockStands() throws Exception {
    for (int round = 0; round < 50; round++) {
      Allowance allowance = new Allowance(new Limits(5, 100, 1_000, 70), now::get);
      ExecutorService pool = Executors.newFixedThreadPool(4);
      try {
        List<Future<Integer>> counts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          counts.add(
              pool.submit(
                  () -> {
                    int passed = 0;
                    for (int j = 0; j < 60; j++) {
                      passed += allowance.take(1, 1) == null ? 1 : 0;
                    }
                    return passed;
                  }));
        }
        int passed = 0;
        for (Future<Integer> count : counts) {
          passed += count.get(30, TimeUnit.SECONDS);
        }
        assertThat(passed).isEqualTo(70);
        assertThat(allowance.take(30, 0)).as("refusals gave the messages back").isNull();
        assertThat(allowance.take(1, 0)).isNotNull();
      } finally {
        pool.shutdownNow();
      }
    }
  }
}
