package io.fairlead.core.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.config.FairleadConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class CallbackExecutorTest {

  @Test
  void usesVirtualThreadsWhereTheJvmHasThem() throws Exception {
    CallbackExecutor executor = CallbackExecutor.of(FairleadConfig.of(Map.of()));
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    executor.execute(() -> ran.complete(Thread.currentThread()));

    Thread thread = ran.get(10, TimeUnit.SECONDS);
    assertThat(thread.getName()).startsWith("fairlead-callback-");
    assertThat(executor.virtual()).isEqualTo(Runtime.version().feature() >= 21);
    if (executor.virtual()) {
      assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
    }
    executor.shutdown(Duration.ofSeconds(1));
  }

  @Test
  void poolIsBoundedAndCompletionsDoNotWaitForIt() throws Exception {
    CallbackExecutor executor = CallbackExecutor.pooled(2);
    CompletableFuture<Void> release = new CompletableFuture<>();
    AtomicInteger running = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      executor.execute(
          () -> {
            running.incrementAndGet();
            release.join();
          });
    }
    await().untilAtomic(running, org.hamcrest.Matchers.equalTo(2));
    executor.completions().execute(() -> release.complete(null));

    await().untilAtomic(running, org.hamcrest.Matchers.equalTo(10));
    executor.shutdown(Duration.ofSeconds(1));
  }

  @Test
  void survivesTaskThatThrows() throws Exception {
    CallbackExecutor executor = CallbackExecutor.pooled(1);
    executor.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    executor.execute(() -> ran.complete(true));

    assertThat(ran.get(10, TimeUnit.SECONDS)).isTrue();
    executor.shutdown(Duration.ofSeconds(1));
    assertThatThrownBy(() -> executor.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void onThreadsOfAnothersMakingThePoolIsBoundedAndCompletionsDoNotWaitForIt() throws Exception {
    AtomicInteger made = new AtomicInteger();
    CallbackExecutor executor =
        CallbackExecutor.on(
            task -> {
              Thread thread = new Thread(task, "managed-" + made.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            },
            false,
            2);
    CompletableFuture<Void> release = new CompletableFuture<>();
    AtomicInteger running = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      executor.execute(
          () -> {
            running.incrementAndGet();
            release.join();
          });
    }
    await().untilAtomic(running, org.hamcrest.Matchers.equalTo(2));
    CompletableFuture<String> completion = new CompletableFuture<>();
    executor.completions().execute(() -> completion.complete(Thread.currentThread().getName()));

    assertThat(completion.get(10, TimeUnit.SECONDS)).startsWith("managed-");
    assertThat(running).hasValue(2);
    assertThat(executor.virtual()).isFalse();
    release.complete(null);
    await().untilAtomic(running, org.hamcrest.Matchers.equalTo(10));
    executor.shutdown(Duration.ofSeconds(1));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void onVirtualThreadsOfAnothersMakingEveryTaskHasOne() throws Exception {
    CallbackExecutor executor = CallbackExecutor.on(CallbackExecutor.virtualFactory(), true, 1);
    CompletableFuture<Void> release = new CompletableFuture<>();
    AtomicInteger running = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      executor.execute(
          () -> {
            running.incrementAndGet();
            release.join();
          });
    }
    await().untilAtomic(running, org.hamcrest.Matchers.equalTo(10));
    release.complete(null);
    assertThat(executor.virtual()).isTrue();
    executor.shutdown(Duration.ofSeconds(1));
  }
}
