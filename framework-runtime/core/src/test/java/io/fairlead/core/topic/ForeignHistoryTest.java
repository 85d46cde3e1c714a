package io.fairlead.core.topic;

import static io.fairlead.core.topic.TopicFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.Registration;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicHistory;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.plugin.Invoker;
import io.fairlead.core.support.CapturedLog;
import io.fairlead.core.support.MovableClock;
import io.fairlead.core.topic.TopicFixture.Client;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Histories that somebody brings: slow, wrong, broken. */
@Timeout(60)
class ForeignHistoryTest {

  private static final Topic A = Topic.of("a");

  private final TopicFixture fixture = new TopicFixture(Map.of());
  private final DefaultTopics topics = fixture.topics;

  /** Does what it is told. */
  private static final class Scripted implements TopicHistory {
    private final Callable<Long> append;
    private final Callable<List<Kept>> latest;

    Scripted(Callable<Long> append, Callable<List<Kept>> latest) {
      this.append = append;
      this.latest = latest;
    }

    @Override
    public long append(Topic topic, OutboundMessage message) {
      return call(append);
    }

    @Override
    public List<Kept> latest(Topic topic, int most) {
      return call(latest);
    }

    @Override
    public List<Kept> after(Topic topic, long position, int most) {
      return List.of();
    }

    private static <T> T call(Callable<T> script) {
      try {
        return script.call();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aHistoryThatLacksAClassOrAnswersNonsenseCostsOnlyWhatItShouldHaveKept() {
    AtomicReference<@Nullable List<TopicHistory.Kept>> answer = new AtomicReference<>();
    topics
        .scope("backplane", fixture.bus)
        .retain(
            TopicPattern.of("a"),
            new Scripted(
                () -> {
                  throw new NoClassDefFoundError("gone");
                },
                () -> requireAnswer(answer)));
    Client client = fixture.client();
    try (CapturedLog log = new CapturedLog()) {
      topics.subscribe(client.connection(), A, 5);
      answer.set(Arrays.asList((TopicHistory.Kept) null));
      topics.subscribe(client.connection(), A, 5);
      answer.set(List.of(new TopicHistory.Kept(1, MovableClock.START, nullMessage())));
      topics.subscribe(client.connection(), A, 5);
      topics.publish("a", text("1"));
      assertThat(log.lines()).filteredOn(line -> line.contains("'backplane' failed")).hasSize(4);
    }
    assertThat(client.texts()).containsExactly("1");
  }

  @SuppressWarnings("NullAway") // a history may be wrong
  private static List<TopicHistory.Kept> requireAnswer(
      AtomicReference<@Nullable List<TopicHistory.Kept>> answer) {
    return answer.get();
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a history may be wrong
  private static OutboundMessage nullMessage() {
    return null;
  }

  @Test
  void aHistoryThatGivesTooMuchIsTakenAtItsLatestOnesOnly() {
    List<TopicHistory.Kept> all =
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> new TopicHistory.Kept(i, MovableClock.START, text("" + i)))
            .toList();
    topics.retain(TopicPattern.of("a"), new Scripted(() -> 1L, () -> all));
    Client client = fixture.client();
    topics.subscribe(client.connection(), A, 2);
    assertThat(client.texts()).containsExactly("4", "5");
  }

  @Test
  void aHistoryIsCalledAsItsPlugin() {
    List<@Nullable Object> seen = new ArrayList<>();
    Callable<Object> look =
        () -> {
          seen.add(Thread.currentThread().getContextClassLoader());
          return seen.add(ThreadContext.get(Invoker.PLUGIN));
        };
    topics
        .scope("backplane", fixture.bus)
        .retain(
            TopicPattern.of("a"),
            new Scripted(
                () -> {
                  look.call();
                  return 1L;
                },
                () -> {
                  look.call();
                  return List.of();
                }));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      topics.publish("a", text("1"));
      topics.subscribe(fixture.client().connection(), A, 2);
    } finally {
      thread.setContextClassLoader(before);
    }
    ClassLoader own = Scripted.class.getClassLoader();
    assertThat(seen).containsExactly(own, "backplane", own, "backplane");
  }

  @Test
  void aSlowHistoryHoldsUpNoOtherTopicAndIsNotCalledAfterItsEnd() throws Exception {
    CountDownLatch appending = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    topics.retain(TopicPattern.ALL, 5);
    Registration there =
        topics.retain(
            TopicPattern.of("slow"),
            new Scripted(
                () -> {
                  appending.countDown();
                  go.await();
                  return (long) done.incrementAndGet();
                },
                List::of));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      threads.submit(() -> topics.publish("slow", text("x")));
      appending.await();
      for (int i = 0; i < 1_000; i++) { // or the time limit ends it
        topics.publish("t" + i, text("x"));
      }
      Future<Integer> ended =
          threads.submit(
              () -> {
                there.close();
                return done.get();
              });
      await()
          .until(
              () -> topics.history(Topic.of("slow")).filter(Scripted.class::isInstance).isEmpty());
      topics.publish("other", text("x"));
      assertThat(ended).isNotDone();
      go.countDown();
      assertThat(ended.get()).isEqualTo(1);
      topics.publish("slow", text("y"));
      assertThat(done).hasValue(1);
    } finally {
      go.countDown();
      threads.shutdownNow();
    }
    assertThat(topics.hub().retention().locks().size()).isZero();
  }

  @Test
  void theEndOfAHistoryDoesNotWaitForEverForOneThatHangs() throws Exception {
    TopicFixture impatient = new TopicFixture(Map.of("fairlead.plugin-stop-timeout", "50ms"));
    CountDownLatch appending = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Registration there =
        impatient.topics.retain(
            TopicPattern.of("slow"),
            new Scripted(
                () -> {
                  appending.countDown();
                  go.await();
                  return 1L;
                },
                List::of));
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (CapturedLog log = new CapturedLog()) {
      threads.submit(() -> impatient.topics.publish("slow", text("x")));
      appending.await();
      there.close();
      assertThat(log.lines()).anyMatch(line -> line.contains("still works for a topic of slow"));
    } finally {
      go.countDown();
      threads.shutdownNow();
    }
  }
}
