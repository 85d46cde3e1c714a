package io.fairlead.jakartaee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.core.config.FairleadConfig;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where there is no JNDI, as on Jetty and in this JVM. */
class ServerThreadsTest {

  private final URLClassLoader application = new URLClassLoader(new URL[0]);
  private final ServerThreads threads = ServerThreads.of(FairleadConfig.of(Map.of()), application);
  private final List<Executor> all =
      List.of(threads.callbacks(), threads.completions(), threads.blocking());

  @AfterEach
  void end() throws IOException {
    threads.close(Duration.ZERO);
    application.close();
  }

  @Test
  void everyThreadHasTheApplicationsClassLoader() throws Exception {
    for (Executor executor : all) {
      CompletableFuture<ClassLoader> seen = new CompletableFuture<>();
      executor.execute(() -> seen.complete(Thread.currentThread().getContextClassLoader()));
      assertThat(seen.get(10, TimeUnit.SECONDS)).isSameAs(application);
    }
  }

  @Test
  void closeWaitsThenInterruptsAndTakesNothingMore() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CompletableFuture<Thread> started = new CompletableFuture<>();
    CompletableFuture<Void> interrupted = new CompletableFuture<>();
    threads
        .callbacks()
        .execute(
            () -> {
              started.complete(Thread.currentThread());
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.complete(null);
              }
            });
    Thread thread = started.get(10, TimeUnit.SECONDS);

    threads.close(Duration.ofMillis(1));

    interrupted.get(10, TimeUnit.SECONDS);
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    for (Executor executor : all) {
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> executor.execute(() -> {}));
    }
  }

  @Test
  void threadsThatAreIdleEndWithTheClose() throws Exception {
    Thread[] idle = new Thread[all.size()];
    for (int i = 0; i < idle.length; i++) {
      CompletableFuture<Thread> ran = new CompletableFuture<>();
      all.get(i).execute(() -> ran.complete(Thread.currentThread()));
      idle[i] = ran.get(10, TimeUnit.SECONDS);
    }

    threads.close(Duration.ofSeconds(5));

    for (Thread thread : idle) {
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void saysWhoseThreadsTheyAre() {
    boolean virtual = Runtime.version().feature() >= 21;
    assertThat(threads).hasToString(virtual ? "own virtual threads" : "own platform threads");
  }
}
