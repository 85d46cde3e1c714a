package io.fairlead.core.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.core.heartbeat.TimerWheel.Timeout;
import io.fairlead.core.support.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

  private static final long TICK = 100;

  private final NanoClock clock = new NanoClock();

  /** Notes when it fires. */
  private static class Noted extends Timeout {
    final List<Long> fired = new ArrayList<>();

    @Override
    void expired(long now) {
      fired.add(now);
    }
  }

  private TimerWheel wheel() {
    return new TimerWheel(clock, TICK, 8);
  }

  /** Whatever is scheduled, whatever the rhythm of the ticks: once, not early, a tick late. */
  @Property
  void firesOnceNeverEarlyAndAtMostOneTickLate(
      @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 0, max = 5_000) Long> times,
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 2_000) Integer> steps) {
    TimerWheel wheel = new TimerWheel(clock, TICK, 8);
    List<Noted> all = new ArrayList<>();
    for (long time : times) {
      Noted noted = new Noted();
      all.add(noted);
      wheel.schedule(noted, time);
    }
    long before = 0;
    long now = 0;
    for (int step : steps) {
      before = now;
      now += step;
      wheel.advance(now);
      for (int i = 0; i < all.size(); i++) {
        List<Long> fired = all.get(i).fired;
        long time = times.get(i);
        if (now < time) {
          assertThat(fired).as("early").isEmpty();
        } else if (now >= time + TICK) {
          assertThat(fired).as("missing").hasSize(1);
        }
        if (fired.equals(List.of(now))) {
          assertThat(before).as("a tick before was enough").isLessThan(time + TICK);
        }
      }
    }
  }

  /** Against a list that does the same in the simple way. */
  @Property
  void schedulesAnewAndCancelsLikeAPlainList(@ForAll Random random) {
    TimerWheel wheel = new TimerWheel(clock, TICK, 8);
    List<Noted> all = new ArrayList<>();
    List<Long> ticks = new ArrayList<>(); // when each is due; -1 for not at all
    for (int i = 0; i < 10; i++) {
      all.add(new Noted());
      ticks.add(-1L);
    }
    long now = 0;
    for (int round = 0; round < 300; round++) {
      int which = random.nextInt(all.size());
      Noted noted = all.get(which);
      switch (random.nextInt(4)) {
        case 0 -> {
          long at = now + random.nextInt(3_000);
          wheel.schedule(noted, at);
          ticks.set(which, Math.max((at + TICK - 1) / TICK, now / TICK + 1));
        }
        case 1 -> {
          assertThat(wheel.cancel(noted)).isEqualTo(ticks.get(which) >= 0);
          ticks.set(which, -1L);
        }
        default -> {
          now += random.nextInt(400);
          all.forEach(each -> each.fired.clear());
          wheel.advance(now);
          for (int i = 0; i < all.size(); i++) {
            boolean due = ticks.get(i) >= 0 && ticks.get(i) <= now / TICK;
            assertThat(all.get(i).fired).hasSize(due ? 1 : 0);
            if (due) {
              ticks.set(i, -1L);
            }
          }
        }
      }
    }
  }

  @Test
  void firesAtOnceForAllTurnsThatWereSleptThrough() {
    TimerWheel wheel = wheel();
    List<Noted> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(new Noted());
      wheel.schedule(all.get(i), i * TICK);
    }

    wheel.advance(1_000_000);

    assertThat(all).allSatisfy(noted -> assertThat(noted.fired).containsExactly(1_000_000L));
  }

  @Test
  void oneThatSchedulesItselfForThePastFiresOnceATick() {
    TimerWheel wheel = wheel();
    Noted eager =
        new Noted() {
          @Override
          void expired(long now) {
            super.expired(now);
            wheel.schedule(this, 0);
          }
        };
    wheel.schedule(eager, 0);

    wheel.advance(TICK);
    assertThat(eager.fired).hasSize(1);
    wheel.advance(2 * TICK);
    assertThat(eager.fired).hasSize(2);
  }

  @Test
  void oneThatIsCancelledByAnotherOfTheSameTickDoesNotFire() {
    TimerWheel wheel = wheel();
    Noted second = new Noted();
    Noted first =
        new Noted() {
          @Override
          void expired(long now) {
            super.expired(now);
            assertThat(wheel.cancel(second)).isTrue();
          }
        };
    wheel.schedule(first, 50);
    wheel.schedule(second, 50);

    wheel.advance(1_000);

    assertThat(first.fired).hasSize(1);
    assertThat(second.fired).isEmpty();
    assertThat(wheel.cancel(first)).isFalse();
  }

  @Test
  void oneThatThrowsHurtsNoOther() {
    TimerWheel wheel = wheel();
    Noted other = new Noted();
    wheel.schedule(
        new Timeout() {
          @Override
          void expired(long now) {
            throw new AssertionError("of a test");
          }
        },
        50);
    wheel.schedule(other, 50);

    try (CapturedLog log = new CapturedLog()) {
      wheel.advance(1_000);
      assertThat(log.lines()).anyMatch(line -> line.contains("of a test"));
    }
    assertThat(other.fired).hasSize(1);
  }

  /** Each timeout that is not cancelled fires, exactly once, whoever else is at the wheel. */
  @Test
  void losesAndDoublesNothingUnderManyThreads() throws Exception {
    int threads = 6;
    int each = 20_000;
    TimerWheel wheel = new TimerWheel(System::nanoTime, TimeUnit.MICROSECONDS.toNanos(50), 16);
    AtomicInteger fired = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger cancelled = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      done.add(
          pool.submit(
              () -> {
                start.await();
                Random random = new Random();
                for (int n = 0; n < each; n++) {
                  long at = wheel.now() + random.nextInt(2_000_000);
                  Timeout timeout =
                      new Timeout() {
                        private long due = at;

                        @Override
                        void expired(long now) {
                          if (now < due) {
                            wrong.incrementAndGet();
                          }
                          due = Long.MAX_VALUE; // a second time would be early
                          fired.incrementAndGet();
                        }
                      };
                  wheel.schedule(timeout, at);
                  if (n % 3 == 0 && wheel.cancel(timeout)) {
                    cancelled.incrementAndGet();
                  }
                }
                return null;
              }));
    }
    while (!done.stream().allMatch(Future::isDone)) {
      wheel.advance(wheel.now());
    }
    for (Future<?> future : done) {
      future.get();
    }
    pool.shutdown();
    wheel.advance(wheel.now() + Duration.ofSeconds(1).toNanos());

    assertThat(wrong).hasValue(0);
    assertThat(cancelled.get()).isPositive();
    assertThat(fired.get() + cancelled.get()).isEqualTo(threads * each);
  }
}
