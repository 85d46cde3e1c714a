package io.fairlead.core.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JoinableThreadsTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void waitsForTheEndOfAllThreads() {
    List<Thread> seen = new CopyOnWriteArrayList<>();
    JoinableThreads threads = JoinableThreads.daemons("joined-");
    ExecutorService pool = Executors.newFixedThreadPool(8, threads);
    for (int i = 0; i < 8; i++) {
      pool.execute(() -> seen.add(Thread.currentThread()));
    }
    pool.shutdown();
    threads.join(LONG);

    assertThat(seen).isNotEmpty().noneMatch(Thread::isAlive);
    assertThat(seen).extracting(Thread::getName).allMatch(name -> name.startsWith("joined-"));
  }

  @Test
  void itsThreadsKeepNothingOfTheOneThatCausesTheirMaking() throws Exception {
    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    JoinableThreads threads = JoinableThreads.daemons("clean-");
    CompletableFuture<String> seen = new CompletableFuture<>();
    inherited.set("of a plugin");
    Thread thread;
    try (URLClassLoader plugin = new URLClassLoader(new URL[0])) {
      Thread.currentThread().setContextClassLoader(plugin);
      thread = threads.newThread(() -> seen.complete("" + inherited.get()));
    } finally {
      Thread.currentThread().setContextClassLoader(own);
      inherited.remove();
    }
    assertThat(thread).isNotNull();
    assertThat(thread.getContextClassLoader()).isSameAs(own);
    thread.start();
    assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo("null");
  }

  @Test
  void waitsNoLongerThanItIsTold() {
    CompletableFuture<Void> release = new CompletableFuture<>();
    JoinableThreads threads = JoinableThreads.daemons("stubborn-");
    Thread stubborn = threads.newThread(release::join);
    assertThat(stubborn).isNotNull();
    stubborn.start();
    threads.join(Duration.ofMillis(50));

    assertThat(stubborn.isAlive()).isTrue();
    release.complete(null);
    threads.join(LONG);
    assertThat(stubborn.isAlive()).isFalse();
  }

  @Test
  void doesNotWaitForTheCaller() throws Exception {
    CompletableFuture<Boolean> returned = new CompletableFuture<>();
    JoinableThreads threads = JoinableThreads.daemons("caller-");
    Thread caller =
        threads.newThread(
            () -> {
              threads.join(LONG);
              returned.complete(true);
            });
    assertThat(caller).isNotNull();
    caller.start();

    assertThat(returned.get(20, TimeUnit.SECONDS)).isTrue();
  }
}
