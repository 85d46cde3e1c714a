package io.fairlead.core.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialTest {

  private final ExecutorService pool = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  @Test
  void runsStepsInOrderAndNeverTwoAtOnceWithStagesThatEndAnywhere() {
    int steps = 50_000;
    Serial serial = new Serial(pool, 64, Map.of());
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean inside = new AtomicBoolean();
    AtomicInteger overlaps = new AtomicInteger();
    Random random = new Random(3);
    for (int i = 0; i < steps; i++) {
      int number = i;
      int kind = random.nextInt(4);
      serial.add(
          () -> {
            if (!inside.compareAndSet(false, true)) {
              overlaps.incrementAndGet();
            }
            seen.add(number);
            inside.set(false);
            return switch (kind) {
              case 0 -> CompletableFuture.runAsync(() -> {}, pool);
              case 1 -> CompletableFuture.completedFuture(null);
              default -> null;
            };
          });
    }

    await().until(() -> seen.size() == steps);
    await().until(serial::idle);
    assertThat(overlaps).hasValue(0);
    assertThat(seen).isSorted();
  }

  @Test
  void limitOfAWaitThatIsOverHoldsNothing() {
    List<Runnable> later = Collections.synchronizedList(new ArrayList<>());
    WeakReference<Serial> gone = waitedWithLimits(later);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return gone.refersTo(null);
            });
    assertThat(later).hasSize(2);
    later.forEach(Runnable::run);
  }

  /** One wait is under way when the limit comes, the next one begins with it. */
  private WeakReference<Serial> waitedWithLimits(List<Runnable> later) {
    Serial serial = new Serial(pool, 64, Map.of());
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    serial.add(() -> first);
    serial.add(
        () -> {
          begun.complete(null);
          return second;
        });
    await()
        .until(
            () -> {
              later.clear();
              serial.limitWaits(later::add);
              return later.size() == 1; // it waits
            });
    first.complete(null);
    begun.join();
    await().until(() -> later.size() == 2);
    second.complete(null);
    await().until(serial::idle);
    return new WeakReference<>(serial);
  }

  @Test
  void slowStepsGiveTheThreadToOthersBetweenThem() {
    ExecutorService single = Executors.newSingleThreadExecutor();
    try {
      Serial slow = new Serial(single, 64, Map.of());
      Serial other = new Serial(single, 64, Map.of());
      List<String> seen = Collections.synchronizedList(new ArrayList<>());
      CompletableFuture<Void> start = new CompletableFuture<>();
      single.execute(start::join);
      for (int i = 0; i < 10; i++) {
        slow.add(
            () -> {
              LockSupport.parkNanos(20_000_000); // a slow endpoint
              seen.add("slow");
              return null;
            });
      }
      other.add(
          () -> {
            seen.add("other");
            return null;
          });
      start.complete(null);
      await().until(() -> seen.size() == 11);
      assertThat(seen.indexOf("other")).isLessThan(3);
    } finally {
      single.shutdownNow();
    }
  }

  @Test
  void waitsForTheStageOfAStep() {
    Serial serial = new Serial(Runnable::run, 64, Map.of());
    CompletableFuture<Void> stage = new CompletableFuture<>();
    AtomicBoolean ran = new AtomicBoolean();
    serial.add(() -> stage);
    serial.add(
        () -> {
          ran.set(true);
          return null;
        });

    assertThat(ran).isFalse();
    assertThat(serial.idle()).isFalse();
    stage.complete(null);
    assertThat(ran).isTrue();
    assertThat(serial.idle()).isTrue();
  }

  @Test
  void canStopWaitingForAStageThatNeverEnds() {
    Serial serial = new Serial(Runnable::run, 64, Map.of());
    CompletableFuture<Void> never = new CompletableFuture<>();
    AtomicInteger ran = new AtomicInteger();
    serial.add(() -> never);
    serial.add(
        () -> {
          ran.incrementAndGet();
          return null;
        });

    List<Runnable> limits = new ArrayList<>();
    serial.limitWaits(limits::add);
    serial.add(CompletableFuture::new);
    serial.add(
        () -> {
          ran.incrementAndGet();
          return null;
        });
    limits.get(0).run();
    assertThat(ran).hasValue(1); // and the next stage that never ends has a limit, too
    limits.get(1).run();
    assertThat(ran).hasValue(2);
    never.complete(null); // too late to matter
    assertThat(ran).hasValue(2);
  }

  @Test
  void goesOnAfterAStepThatThrows() {
    Serial serial = new Serial(Runnable::run, 64, Map.of());
    AtomicBoolean ran = new AtomicBoolean();
    serial.add(
        () -> {
          throw new IllegalStateException("boom");
        });
    serial.add(
        () -> {
          ran.set(true);
          return null;
        });

    assertThat(ran).isTrue();
  }

  @Test
  void setsTheLoggingContextForTheStepsOnly() {
    Serial serial = new Serial(Runnable::run, 64, Map.of("connection", "c1"));
    List<String> seen = new ArrayList<>();
    serial.add(
        () -> {
          seen.add(ThreadContext.get("connection"));
          return null;
        });

    assertThat(seen).containsExactly("c1");
    assertThat(ThreadContext.get("connection")).isNull();
  }
}
