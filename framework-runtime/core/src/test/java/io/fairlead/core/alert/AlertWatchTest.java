package io.fairlead.core.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.PoolUsage;
import io.fairlead.api.event.Alert;
import io.fairlead.api.event.PoolAlert;
import io.fairlead.api.event.ThreadAlert;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.event.DefaultEventBus;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.pool.Pools;
import io.fairlead.core.support.CapturedLog;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertWatchTest {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong used = new AtomicLong();
  private final AtomicInteger threads = new AtomicInteger(10);
  private final AtomicInteger looks = new AtomicInteger();
  private final Queue<Alert> heard = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  /** With a real event bus, as a plugin would listen. */
  private void watch(String... settings) {
    Map<String, String> values = new HashMap<>();
    values.put("fairlead.alerts.interval", "2ms");
    for (int i = 0; i < settings.length; i += 2) {
      values.put("fairlead.alerts." + settings[i], settings[i + 1]);
    }
    FairleadConfig config = FairleadConfig.of(values);
    DefaultEventBus events =
        DefaultEventBus.on(Runnable::run, config, MemoryBudget.of(config), timer);
    events.listen(Alert.class, heard::add);
    Pools pools = new Pools();
    pools.add("connections", () -> new PoolUsage(used.get(), 1_000));
    new AlertWatch(
        config,
        pools,
        timer,
        events::fire,
        () -> {
          looks.incrementAndGet();
          return threads.get();
        });
  }

  private void letItLook() {
    int seen = looks.get();
    await().until(() -> looks.get() > seen + 2);
  }

  @Test
  void raisesOnceAtNinetyPercentAndEndsOnceClearlyBelow() {
    try (CapturedLog log = new CapturedLog()) {
      watch();
      used.set(899);
      letItLook();
      assertThat(heard).isEmpty();
      used.set(900);
      await().until(() -> !heard.isEmpty());
      used.set(880);
      letItLook();
      used.set(950);
      letItLook();
      assertThat(heard)
          .containsExactly(new PoolAlert("connections", new PoolUsage(900, 1_000), true));
      used.set(100);
      await().until(() -> heard.size() == 2);
      letItLook();
      assertThat(heard)
          .last()
          .isEqualTo(new PoolAlert("connections", new PoolUsage(100, 1_000), false));
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WARN alert: 900 of 1000"))
          .hasSize(1);
    }
  }

  @Test
  void raisesWhenThreadsPassAThousand() {
    watch();
    threads.set(1_000);
    letItLook();
    assertThat(heard).isEmpty();
    threads.set(1_001);
    await().until(() -> !heard.isEmpty());
    threads.set(950);
    letItLook();
    assertThat(heard).containsExactly(new ThreadAlert(1_001, 1_000, true));
    threads.set(20);
    await().until(() -> heard.size() == 2);
    assertThat(heard).last().isEqualTo(new ThreadAlert(20, 1_000, false));
  }

  @Test
  void thresholdsAreConfigurable() {
    watch("pool-percent", "50", "threads", "5");
    used.set(500);
    await()
        .untilAsserted(
            () ->
                assertThat(heard)
                    .contains(
                        new PoolAlert("connections", new PoolUsage(500, 1_000), true),
                        new ThreadAlert(10, 5, true)));
  }
}
