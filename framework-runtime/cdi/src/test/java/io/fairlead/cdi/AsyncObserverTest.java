package io.fairlead.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.ConnectionEvent;
import io.fairlead.api.event.ConnectionOpened;
import io.fairlead.api.event.Event;
import io.fairlead.api.event.MessagePublished;
import io.fairlead.api.event.MessageReceived;
import io.fairlead.api.event.TopicEvent;
import io.fairlead.api.topic.Topic;
import io.fairlead.core.event.Wrapped;
import io.fairlead.testkit.RecordedConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncObserverTest {

  private static final Queue<String> HEARD = new ConcurrentLinkedQueue<>();
  private static volatile CountDownLatch release = new CountDownLatch(0);

  record Order(int number) implements Event {}

  @Qualifier @Retention(RetentionPolicy.RUNTIME)
  @interface Own {}

  @RequestScoped
  static class Turn {
    int calls;

    int call() {
      return ++calls;
    }
  }

  @ApplicationScoped
  static class Observers {
    void opened(@ObservesAsync ConnectionOpened event, Turn turn) {
      event.connection().send(OutboundMessage.text("welcome " + turn.call()));
      HEARD.add("opened");
    }

    void all(@ObservesAsync Event event) {
      HEARD.add("all " + event.getClass().getSimpleName());
    }

    void orders(@ObservesAsync @OnTopic("orders.#") TopicEvent event) {
      HEARD.add("orders " + event.topic());
    }

    void synchronous(@Observes ConnectionOpened event) {
      HEARD.add("never");
    }

    void qualified(@ObservesAsync @Own ConnectionOpened event) {
      HEARD.add("never");
    }
  }

  @ApplicationScoped
  static class InOrder {
    @OrderedEvents
    void own(@ObservesAsync Order order) throws InterruptedException {
      release.await();
      HEARD.add("" + order.number());
    }
  }

  @ApplicationScoped
  static class Failing {
    void fails(@ObservesAsync Order order) {
      throw new IllegalStateException("on purpose");
    }
  }

  @ApplicationScoped
  static class OfOneKind {
    void received(@ObservesAsync @OnTopic("orders.#") MessageReceived event) {}
  }

  @ApplicationScoped
  static class BadPattern {
    void bad(@ObservesAsync @OnTopic("orders..x") TopicEvent event) {}
  }

  @ApplicationScoped
  static class NoTopic {
    void bad(@ObservesAsync @OnTopic("orders") ConnectionOpened event) {}
  }

  @AfterEach
  void forget() {
    HEARD.clear();
    release.countDown();
  }

  @Test
  void observersHearOfWhatTheyObserveWithTheRequestScopeActive() throws Exception {
    try (Wired wired = new Wired(Observers.class, Turn.class)) {
      wired.connect();
      RecordedConnection connection = wired.connection();
      wired.events.fire(new ConnectionOpened(connection));
      wired.events.fire(new ConnectionOpened(connection));
      await().until(() -> HEARD.size() == 4);
      assertThat(HEARD).containsOnly("opened", "all ConnectionOpened").doesNotContain("never");
      assertThat(connection.sentTexts()).containsExactly("welcome 1", "welcome 1");
    }
  }

  @Test
  void topicsSelect() throws Exception {
    try (Wired wired = new Wired(Observers.class, Turn.class)) {
      wired.connect();
      OutboundMessage message = OutboundMessage.text("m");
      wired.events.fire(new MessagePublished(Topic.of("other"), message));
      wired.events.fire(new MessagePublished(Topic.of("orders.1"), message));
      await().until(() -> HEARD.size() == 3);
      assertThat(HEARD)
          .containsExactlyInAnyOrder(
              "all MessagePublished", "all MessagePublished", "orders orders.1");
      assertThat(wired.events.hasListeners(ConnectionEvent.class)).isTrue();
    }
  }

  @Test
  void anObserverOfATopicHearsOfNoOtherKindOfEvent() throws Exception {
    try (Wired wired = new Wired(OfOneKind.class)) {
      wired.connect();
      assertThat(wired.events.hasListeners(MessageReceived.class)).isTrue();
      assertThat(wired.events.hasListeners(MessagePublished.class)).isFalse();
    }
  }

  @Test
  void theLogNamesTheMethodOfTheBean() {
    EndpointExtension extension = new EndpointExtension();
    try (WeldContainer container =
        new Weld()
            .disableDiscovery()
            .skipShutdownHook()
            .addExtension(extension)
            .beanClasses(Failing.class)
            .initialize()) {
      RequestScope requests = new RequestScope(container.getBeanManager(), false);
      Wrapped listener = (Wrapped) extension.observers().get(0).listener(requests);
      assertThat(listener.target()).isEqualTo(Failing.class);
      assertThat(listener.name()).isEqualTo(Failing.class.getName() + ".fails");
    }
  }

  @Test
  void orderIsKeptWhereItIsAskedForAndOneThatFailsHurtsNobody() throws Exception {
    release = new CountDownLatch(1);
    try (Wired wired = new Wired(InOrder.class, Failing.class)) {
      wired.connect();
      IntStream.range(0, 200).forEach(number -> wired.events.fire(new Order(number)));
      release.countDown();
      await().until(() -> HEARD.size() == 200);
      assertThat(HEARD)
          .containsExactly(
              IntStream.range(0, 200).mapToObj(String::valueOf).toArray(String[]::new));
    }
  }

  @Test
  void whatCannotBeMeantStopsTheStart() {
    assertThatThrownBy(() -> new Wired(BadPattern.class))
        .hasStackTraceContaining("BadPattern observes TopicEvent with @OnTopic(\"orders..x\")")
        .hasStackTraceContaining("no empty levels");
    assertThatThrownBy(() -> new Wired(NoTopic.class))
        .hasStackTraceContaining("NoTopic observes ConnectionOpened on a topic");
  }
}
