package io.fairlead.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.Event;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.event.EventListener;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.api.event.MessagePublished;
import io.fairlead.api.event.TopicEvent;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.support.CapturedLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefaultEventBusTest {

  record Plain(int number) implements Event {}

  interface Special extends Event {}

  record Both(Topic topic, int number) implements Special, TopicEvent {}

  private static final int THREADS = 8;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CallbackExecutor callbacks = CallbackExecutor.pooled(THREADS);
  private final MemoryBudget memory = new MemoryBudget(1 << 20);
  private final Queue<Object> heard = new ConcurrentLinkedQueue<>();
  private final DefaultEventBus bus =
      DefaultEventBus.beside(
          callbacks,
          FairleadConfig.of(
              Map.of(
                  "fairlead.server.worker-threads", "" + THREADS, "fairlead.events.parallel", "6")),
          memory,
          timer);

  @AfterEach
  void stop() {
    bus.close();
    callbacks.shutdown(Duration.ZERO);
    timer.shutdownNow();
  }

  // --- routes ----------------------------------------------------------------------------------

  @Test
  void listenersOfATypeHearOfThoseBelowItAndOfNoOthers() {
    bus.listen(Event.class, event -> heard.add("any " + event.getClass().getSimpleName()));
    bus.listen(Special.class, event -> heard.add("special"));
    bus.listen(Plain.class, event -> heard.add("plain"));

    bus.fire(new Plain(1));
    bus.fire(new Both(Topic.of("a"), 1));

    await().until(() -> heard.size() == 4);
    assertThat(heard).containsExactlyInAnyOrder("any Plain", "plain", "any Both", "special");
  }

  @Test
  void topicPatternsSelect() {
    bus.listen(
        TopicEvent.class,
        TopicPattern.of("orders.#"),
        event -> heard.add(event.topic().name()),
        ListenerOptions.ORDERED);
    for (String topic : List.of("orders", "orders.1", "other", "orders.1.done")) {
      bus.fire(new Both(Topic.of(topic), 1));
    }
    await().until(() -> heard.size() == 3);
    assertThat(heard).doesNotContain("other");
  }

  @Test
  void tellsWhetherAnybodyListensAsListenersComeAndGo() {
    assertThat(bus.hasListeners(Both.class)).isFalse();
    ListenerRegistration added = bus.listen(Special.class, heard::add);
    assertThat(bus.hasListeners(Both.class)).isTrue();
    assertThat(bus.hasListeners(Plain.class)).isFalse();
    assertThat(bus.hasListeners(MessagePublished.class)).isFalse();
    added.close();
    added.close();
    assertThat(bus.hasListeners(Both.class)).isFalse();
  }

  // --- order and threads -----------------------------------------------------------------------

  @Test
  void orderedListenersGetTheEventsOfATopicOneByOneWhoeverFiresThem() throws Exception {
    Map<Topic, Queue<Integer>> byTopic = new ConcurrentHashMap<>();
    Map<Topic, AtomicInteger> inside = new ConcurrentHashMap<>();
    AtomicInteger overlaps = new AtomicInteger();
    ListenerRegistration listener =
        bus.listen(
            Both.class,
            event -> {
              AtomicInteger now = inside.computeIfAbsent(event.topic(), t -> new AtomicInteger());
              overlaps.addAndGet(now.getAndIncrement());
              byTopic
                  .computeIfAbsent(event.topic(), t -> new ConcurrentLinkedQueue<>())
                  .add(event.number());
              if (event.number() % 100 == 0) {
                Thread.sleep(1);
              }
              now.decrementAndGet();
            },
            ListenerOptions.ORDERED.withMaxPending(1_000_000));
    ExecutorService firing = Executors.newFixedThreadPool(16);
    for (int i = 0; i < 16; i++) {
      Topic topic = Topic.of("t" + i);
      firing.execute(
          () -> {
            for (int n = 0; n < 200; n++) {
              bus.fire(new Both(topic, n));
            }
          });
    }
    firing.shutdown();
    assertThat(firing.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

    await().atMost(Duration.ofSeconds(30)).until(() -> listener.handled() == 16 * 200);
    assertThat(overlaps).hasValue(0);
    assertThat(byTopic).hasSize(16);
    assertThat(byTopic.values())
        .allSatisfy(numbers -> assertThat(List.copyOf(numbers)).isSorted().hasSize(200));
  }

  @Test
  void parallelListenersRunAtOnceUpToTheirShareOfAPool() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    ListenerRegistration greedy =
        bus.listen(
            Plain.class,
            event -> {
              inside.incrementAndGet();
              release.await();
            });
    for (int i = 0; i < 100; i++) {
      bus.fire(new Plain(i));
    }
    await().until(() -> inside.get() == 1 + THREADS / 2);
    bus.listen(Special.class, event -> heard.add(Thread.currentThread().getName()));
    bus.fire(new Both(Topic.of("a"), 1));

    await().until(() -> heard.size() == 1);
    assertThat(heard.peek().toString()).startsWith("fairlead-event-");
    assertThat(inside).hasValue(1 + THREADS / 2);
    release.countDown();
    await().until(() -> greedy.handled() == 100);
  }

  // --- bounds ----------------------------------------------------------------------------------

  @Test
  void whatDoesNotFitIsLostForThatListenerCountedAndLoggedOnce() {
    CountDownLatch release = new CountDownLatch(1);
    ListenerRegistration slow =
        bus.listen(
            Plain.class,
            event -> {
              release.await();
              heard.add(event.number());
            },
            ListenerOptions.ORDERED.withMaxPending(10));
    ListenerRegistration quick = bus.listen(Plain.class, event -> {});
    try (CapturedLog log = new CapturedLog()) {
      for (int i = 0; i < 25; i++) {
        bus.fire(new Plain(i));
      }
      assertThat(slow.lost()).isEqualTo(15);
      assertThat(log.lines().stream().filter(line -> line.contains("does not keep up"))).hasSize(1);
    }
    release.countDown();
    await().until(() -> slow.handled() == 10 && quick.handled() == 25);
    assertThat(heard).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(quick.lost()).isZero();
    bus.fire(new Plain(99)); // there is room again
    await().until(() -> slow.handled() == 11);
  }

  @Test
  void payloadsAreChargedToTheMemoryOfTheRuntime() {
    CountDownLatch release = new CountDownLatch(1);
    ListenerRegistration slow =
        bus.listen(MessagePublished.class, event -> release.await(), ListenerOptions.ORDERED);
    OutboundMessage big = OutboundMessage.binary(ByteBuffer.allocate(100_000));
    for (int i = 0; i < 20; i++) {
      bus.fire(new MessagePublished(Topic.of("a"), big));
    }
    assertThat(slow.lost()).isBetween(9L, 11L);
    assertThat(memory.taken()).isGreaterThan(800_000);
    release.countDown();
    await().until(() -> memory.taken() == 0);
  }

  // --- faults ----------------------------------------------------------------------------------

  @Test
  void faultsAreCountedAndLoggedWithTheOwner() {
    EventScope scope = bus.scope("shaky");
    AtomicReference<String> context = new AtomicReference<>();
    ListenerRegistration failing =
        scope.listen(
            Plain.class,
            event -> {
              context.set(ThreadContext.get("plugin"));
              throw new NoSuchMethodError("on purpose");
            });
    ListenerRegistration sound = scope.listen(Plain.class, event -> {});
    try (CapturedLog log = new CapturedLog()) {
      bus.fire(new Plain(1));
      bus.fire(new Plain(2));
      await().until(() -> failing.failed() == 2 && sound.handled() == 2);
      assertThat(log.lines()).anyMatch(line -> line.contains("'shaky' failed"));
    }
    assertThat(context).hasValue("shaky");
    assertThat(failing.handled()).isZero();
  }

  @Test
  void anOverdueCallIsInterruptedAndItsThreadIsGoodForTheNext() {
    AtomicInteger calls = new AtomicInteger();
    ListenerRegistration late =
        bus.listen(
            Plain.class,
            event -> {
              if (calls.getAndIncrement() == 0) {
                new CountDownLatch(1).await();
              }
              Thread.sleep(1); // throws if the interrupt were still there
            },
            ListenerOptions.ORDERED.withDeadline(Duration.ofMillis(50)));
    bus.fire(new Plain(1));
    bus.fire(new Plain(2));

    await().until(() -> late.handled() == 1);
    assertThat(late.overdue()).isEqualTo(1);
    assertThat(late.failed()).isEqualTo(1);
  }

  @Test
  void anInterruptThatAListenerLeavesBehindFailsNoLaterCall() {
    CountDownLatch gate = new CountDownLatch(1);
    ListenerRegistration listener =
        bus.listen(
            Plain.class,
            event -> {
              if (event.number() == 0) {
                gate.await(); // the next ones come in one turn of the thread
                return;
              }
              if (event.number() == 1) {
                throw new InterruptedException("its own");
              }
              Thread.sleep(1); // throws if the interrupt were still there
            },
            ListenerOptions.ORDERED);
    for (int i = 0; i < 10; i++) {
      bus.fire(new Plain(i));
    }
    gate.countDown();

    await().until(() -> listener.handled() + listener.failed() == 10);
    assertThat(listener.failed()).isEqualTo(1);
  }

  @Test
  void aListenerLivesOnAfterThereWasNoThreadForIt() {
    AtomicInteger refusals = new AtomicInteger(1);
    try (DefaultEventBus starved =
        DefaultEventBus.on(
            task -> {
              if (refusals.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              callbacks.execute(task);
            },
            FairleadConfig.of(Map.of("fairlead.events.parallel", "1")),
            memory,
            timer)) {
      starved.listen(Plain.class, event -> heard.add(event.number()), ListenerOptions.ORDERED);
      assertThatThrownBy(() -> starved.fire(new Plain(1))).isInstanceOf(OutOfMemoryError.class);
      starved.fire(new Plain(2));

      await().until(() -> heard.size() == 2);
      assertThat(heard).containsExactly(1, 2);
    }
  }

  @Test
  void aCallIsMadeThoughThereIsNoThreadForTheNext() {
    Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    AtomicInteger room = new AtomicInteger(1);
    try (DefaultEventBus starved =
        DefaultEventBus.on(
            task -> {
              if (tasks.size() == room.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              tasks.add(task);
            },
            FairleadConfig.of(Map.of("fairlead.events.parallel", "2")),
            memory,
            timer)) {
      starved.listen(Plain.class, event -> heard.add(event.number()));
      starved.fire(new Plain(1));
      assertThatThrownBy(() -> starved.fire(new Plain(2))).isInstanceOf(OutOfMemoryError.class);
      assertThatThrownBy(() -> tasks.element().run()).isInstanceOf(OutOfMemoryError.class);
      assertThat(heard).containsExactly(1);
      tasks.clear();
      room.set(100);
      starved.fire(new Plain(3));
      tasks.element().run();

      assertThat(heard).contains(1, 2);
    }
  }

  @Test
  void aDeadlineMayBeAsLongAsADurationCanBe() {
    bus.listen(
        Plain.class,
        event -> heard.add(event.number()),
        ListenerOptions.ORDERED.withDeadline(Duration.ofSeconds(Long.MAX_VALUE)));
    bus.fire(new Plain(1));
    await().until(() -> heard.contains(1));
  }

  private final class Standing implements EventListener<Plain>, Wrapped {
    @Override
    public void onEvent(Plain event) {
      heard.add("" + Thread.currentThread().getContextClassLoader());
      throw new IllegalStateException("on purpose");
    }

    @Override
    public Class<?> target() {
      return String.class;
    }
  }

  @Test
  void whatStandsForAnotherListenerHasItsClassLoaderAndItsNameInTheLog() {
    try (CapturedLog log = new CapturedLog()) {
      bus.listen(Plain.class, new Standing());
      bus.fire(new Plain(1));
      await()
          .until(
              () ->
                  log.lines().stream()
                      .anyMatch(line -> line.contains("java.lang.String of plugin 'application'")));
      assertThat(heard).containsExactly("null");
    }
  }

  // --- ends ------------------------------------------------------------------------------------

  @Test
  void aScopeEndsItsListenersAndRefusesMore() {
    EventScope scope = bus.scope("plugin");
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    scope.listen(
        Plain.class,
        event -> {
          calls.incrementAndGet();
          release.await();
        },
        ListenerOptions.ORDERED);
    ListenerRegistration other = bus.listen(Plain.class, event -> {});
    bus.fire(new Plain(1));
    bus.fire(new Plain(2));
    await().until(() -> calls.get() == 1);
    scope.close();
    release.countDown();

    bus.fire(new Plain(3));
    await().until(() -> other.handled() == 3);
    assertThat(calls).hasValue(1);
    EventListener<Event> listener = event -> {};
    assertThatThrownBy(() -> scope.listen(Plain.class, listener))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("plugin");
    assertThatThrownBy(() -> scope.fire(new Plain(4))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anOwnerMayFireItsOwnEvents() {
    EventBus scope = bus.scope("plugin");
    bus.listen(Plain.class, event -> heard.add(event.number()));
    scope.fire(new Plain(7));
    await().until(() -> heard.contains(7));
  }

  @Test
  void closeInterruptsWhatStillRunsAndJoinsItsThreads() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    bus.listen(
        Plain.class,
        event -> {
          thread.set(Thread.currentThread());
          new CountDownLatch(1).await();
        });
    bus.fire(new Plain(1));
    await().until(() -> thread.get() != null);
    bus.close();

    assertThat(thread.get().isAlive()).isFalse();
    bus.fire(new Plain(2)); // for nobody
    assertThatThrownBy(() -> bus.listen(Plain.class, event -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
