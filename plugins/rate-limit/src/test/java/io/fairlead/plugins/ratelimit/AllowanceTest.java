package io.fairlead.plugins.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
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
    long rate = 20_000;
    long burst = 500;
    Allowance allowance = new Allowance(new Limits(rate, burst, 0, 1), System::nanoTime);
    long started = System.nanoTime();
    long until = started + TimeUnit.MILLISECONDS.toNanos(800);
    AtomicLong lastPass = new AtomicLong(started);

    long passed =
        sumOf(
            8,
            () -> {
              long count = 0;
              while (System.nanoTime() < until) {
                if (allowance.take(1, 1) == null) {
                  count++;
                  lastPass.accumulateAndGet(System.nanoTime(), Math::max);
                }
              }
              return count;
            });

    double seconds = (lastPass.get() - started) / 1e9;
    assertThat((double) passed).isLessThanOrEqualTo(burst + rate * seconds);
    assertThat(passed).as("the burst passes").isGreaterThanOrEqualTo(burst);
  }

  @Test
  void manyThreadsShareOneBurstExactlyWhileTheClockStands() throws Exception {
    int each = 1_000_000;
    int burst = 1_500_000;
    for (int round = 0; round < 2; round++) {
      Allowance allowance = new Allowance(new Limits(5, each * 4L, 1, burst), now::get);

      long passed =
          sumOf(
              4,
              () -> {
                long count = 0;
                for (int i = 0; i < each; i++) {
                  count += allowance.take(1, 1) == null ? 1 : 0;
                }
                return count;
              });

      assertThat(passed).isEqualTo(burst);
      assertThat(allowance.take(each * 4 - burst, 0)).as("refusals gave back").isNull();
      assertThat(allowance.take(1, 0)).isNotNull();
    }
  }

  @Test
  void onlyOneThreadAtTimeIsBetweenTheClockAndTheBuckets() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    LongSupplier watchful =
        () -> {
          if (inside.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
          }
          Thread.yield(); // invites the others in
          inside.decrementAndGet();
          return 0;
        };
    Allowance allowance = new Allowance(new Limits(5, 100, 0, 1), watchful);

    long passed =
        sumOf(
            4,
            () -> {
              long count = 0;
              for (int i = 0; i < 5_000; i++) {
                count += allowance.take(1, 0) == null ? 1 : 0;
                allowance.full();
              }
              return count;
            });

    assertThat(overlaps).hasValue(0);
    assertThat(passed).isEqualTo(100);
  }

  /** Runs it on so many threads that all start together. */
  private static long sumOf(int threads, Callable<Long> task) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(
            pool.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  return task.call();
                }));
      }
      long sum = 0;
      for (Future<Long> count : counts) {
        sum += count.get(60, TimeUnit.SECONDS);
      }
      return sum;
    } finally {
      pool.shutdownNow();
    }
  }
}
