package io.fairlead.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.plugin.ConnectionListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CallWatchTest {

  private static final CallWatch.Limit LIMIT =
      new CallWatch.Limit(Duration.ofMillis(100), "fairlead.test");

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CallWatch watch = new CallWatch(timer, Runnable::run);
  private final Contributed<ConnectionListener> listener =
      new Contributed<>("demo", new ConnectionListener() {}, 0);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void interruptOfALateCallOutlivesALateOneInsideIt() {
    CountDownLatch late = new CountDownLatch(2);
    AtomicBoolean meant = new AtomicBoolean();
    Throwable outer =
        watch.call(
            listener,
            around -> {
              Throwable inner =
                  watch.call(
                      listener,
                      inside -> {
                        while (late.getCount() > 0) {
                          Thread.onSpinWait(); // ignores interrupts
                        }
                      },
                      LIMIT,
                      true,
                      why -> late.countDown());
              assertThat(inner).isSameAs(CallWatch.LATE);
              meant.set(Thread.currentThread().isInterrupted());
            },
            LIMIT,
            true,
            why -> late.countDown());
    assertThat(outer).isSameAs(CallWatch.LATE);
    assertThat(meant).as("the outer call sees its interrupt").isTrue();
    assertThat(Thread.currentThread().isInterrupted()).as("and nobody after it").isFalse();
  }

  @Test
  void interruptOfALateCallDoesNotReachOneAroundItThatIsInTime() {
    CountDownLatch late = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean(true);
    CallWatch.Limit longer = new CallWatch.Limit(Duration.ofMinutes(5), "fairlead.test");
    Throwable outer =
        watch.call(
            listener,
            around -> {
              watch.call(
                  listener,
                  inside -> {
                    while (late.getCount() > 0) {
                      Thread.onSpinWait();
                    }
                  },
                  LIMIT,
                  true,
                  why -> late.countDown());
              interrupted.set(Thread.currentThread().isInterrupted());
            },
            longer,
            true,
            why -> {});
    assertThat(outer).isNull();
    assertThat(interrupted).isFalse();
  }
}
