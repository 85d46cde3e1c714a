package io.fairlead.core.topic;

import static io.fairlead.core.topic.TopicFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.Registration;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.OutboundHandler;
import io.fairlead.api.topic.PublishReceipt;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.topic.TopicFixture.Client;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kept messages on their way to a client, and what else happens meanwhile. */
@Timeout(60)
class TopicReplayTest {

  private static final Topic A = Topic.of("a");

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static TopicFixture fixture(Map<String, String> settings, int kept) {
    TopicFixture fixture = new TopicFixture(settings);
    fixture.bus.forgets = true;
    fixture.topics.retain(TopicPattern.of("a"), 1_000);
    IntStream.range(0, kept).forEach(i -> fixture.topics.publish("a", text("m" + i)));
    return fixture;
  }

  private static void pumpAll(Client client) {
    client.transport().automatic = true;
    while (client.transport().hasPending()) {
      client.transport().complete(null);
    }
  }

  /** Stops the message with that text on its way until it is let go. */
  private static final class Gate implements OutboundHandler {
    private final String text;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    Gate(String text) {
      this.text = text;
    }

    @Override
    public OutboundMessage onSend(
        io.fairlead.api.connection.Connection connection, OutboundMessage message)
        throws Exception {
      if (message.text().equals(text)) {
        reached.countDown();
        open.await();
      }
      return message;
    }
  }

  private Gate gate(TopicFixture fixture, String text) {
    Gate gate = new Gate(text);
    fixture.contributions.scope("gate").add(OutboundHandler.class, gate, 0);
    return gate;
  }

  // --- other topics, and bounds ------------------------------------------------------------------

  @Test
  void onlyTheTopicThatIsSentAgainIsHeldBack() throws Exception {
    TopicFixture fixture = fixture(Map.of(), 2);
    Gate gate = gate(fixture, "m1");
    Client client = fixture.client();
    fixture.topics.subscribe(client.connection(), "b");
    Future<Registration> subscribing =
        threads.submit(() -> fixture.topics.subscribe(client.connection(), A, 10));
    gate.reached.await();

    PublishReceipt other = fixture.topics.publish("b", text("other"));
    PublishReceipt same = fixture.topics.publish("a", text("same"));

    assertThat(client.texts()).containsExactly("m0", "other");
    assertThat(other.delivered()).isEqualTo(1);
    assertThat(same.queued()).isEqualTo(1);
    gate.open.countDown();
    subscribing.get();
    assertThat(client.texts()).containsExactly("m0", "other", "m1", "same");
    assertThat(same.delivered()).isEqualTo(1);
  }

  @Test
  void whatIsHeldBackIsBoundedInMessagesAndBytes() throws Exception {
    TopicFixture fixture =
        fixture(
            Map.of("fairlead.outbound.max-messages", "4", "fairlead.outbound.max-bytes", "100"), 1);
    Gate gate = gate(fixture, "m0");
    Client client = fixture.client();
    Future<Registration> subscribing =
        threads.submit(() -> fixture.topics.subscribe(client.connection(), A, 10));
    gate.reached.await();

    List<PublishReceipt> receipts = new ArrayList<>();
    receipts.add(fixture.topics.publish("a", text("x".repeat(90))));
    receipts.add(fixture.topics.publish("a", text("y".repeat(20))));
    for (int i = 0; i < 4; i++) {
      receipts.add(fixture.topics.publish("a", text("s" + i)));
    }
    assertThat(receipts).extracting(PublishReceipt::dropped).containsExactly(0, 1, 0, 0, 0, 1);
    gate.open.countDown();
    subscribing.get();
    assertThat(client.texts()).containsExactly("m0", "x".repeat(90), "s0", "s1", "s2");
    assertThat(receipts).extracting(PublishReceipt::delivered).containsExactly(1, 0, 1, 1, 1, 0);
  }

  @Test
  void subscribingComesToAnEndUnderPublishersAndCostsNoMessage() throws Exception {
    TopicFixture fixture = fixture(Map.of(), 10);
    Client client = fixture.client(); // takes all at once: there is always room
    fixture.topics.subscribe(client.connection(), "#");
    AtomicBoolean stop = new AtomicBoolean();
    LongAdder published = new LongAdder();
    LongAdder dropped = new LongAdder();
    ConcurrentLinkedQueue<PublishReceipt> open = new ConcurrentLinkedQueue<>();
    List<Future<?>> publishers = new ArrayList<>();
    for (String topic : List.of("a", "a", "b")) {
      publishers.add(
          threads.submit(
              () -> {
                while (!stop.get()) {
                  PublishReceipt receipt = fixture.topics.publish(topic, text("x"));
                  published.increment();
                  dropped.add(receipt.dropped());
                  if (receipt.queued() > 0) {
                    open.add(receipt);
                  }
                }
              }));
    }
    Future<?> cleaner =
        threads.submit(
            () -> {
              while (!stop.get()) {
                client.transport().written.clear();
                Thread.sleep(1);
              }
              return null;
            });
    try {
      for (int i = 0; i < 300; i++) {
        fixture.topics.subscribe(client.connection(), A, 10).close(); // or the time limit ends it
      }
    } finally {
      stop.set(true);
    }
    for (Future<?> each : publishers) {
      each.get();
    }
    cleaner.get();

    assertThat(published.sum()).isPositive();
    assertThat(dropped.sum()).isZero();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> open.stream().allMatch(receipt -> receipt.queued() == 0));
    assertThat(open).extracting(PublishReceipt::delivered).containsOnly(1);
  }

  @Test
  void aHandlerThatPublishesForEachMessageDoesNotKeepASubscriptionFromComingToAnEnd() {
    TopicFixture fixture = fixture(Map.of("fairlead.outbound.max-messages", "100"), 5);
    List<PublishReceipt> more = new ArrayList<>();
    fixture
        .contributions
        .scope("echo")
        .add(
            OutboundHandler.class,
            (connection, message) -> {
              more.add(fixture.topics.publish("a", text("more")));
              return message;
            },
            0);
    Client client = fixture.client();

    fixture.topics.subscribe(client.connection(), A, 5); // or the time limit ends it

    assertThat(client.texts()).startsWith("m0", "m1", "m2", "m3", "m4", "more");
    assertThat(more).extracting(PublishReceipt::queued).containsOnly(0);
    assertThat(more.stream().filter(receipt -> receipt.dropped() > 0)).hasSizeBetween(1, 100);
    assertThat(more.stream().filter(receipt -> receipt.delivered() > 0))
        .hasSize(client.texts().size() - 5);
  }

  @Test
  void theNewestOfWhatIsKeptFits() {
    TopicFixture fixture = fixture(Map.of("fairlead.outbound.max-messages", "10"), 30);
    Client client = fixture.client();
    client.transport().automatic = false;

    fixture.topics.subscribe(client.connection(), A, 30);
    PublishReceipt full = fixture.topics.publish("a", text("full"));
    pumpAll(client);
    PublishReceipt live = fixture.topics.publish("a", text("live"));

    assertThat(client.texts())
        .containsExactly(
            "m20", "m21", "m22", "m23", "m24", "m25", "m26", "m27", "m28", "m29", "live");
    assertThat(full.dropped()).isEqualTo(1);
    assertThat(live.delivered()).isEqualTo(1);
    assertThat(client.connection().outbound().lost(LossReason.REJECTED)).isEqualTo(1);
  }

  @Test
  void theNewestOfWhatIsKeptFitsInBytes() {
    TopicFixture fixture = fixture(Map.of("fairlead.outbound.max-bytes", "100"), 0);
    for (String each : List.of("a", "b", "c", "d")) {
      fixture.topics.publish("a", text(each.repeat(40)));
    }
    Client client = fixture.client();
    client.transport().automatic = false;

    fixture.topics.subscribe(client.connection(), A, 30);
    pumpAll(client);

    assertThat(client.texts()).containsExactly("c".repeat(40), "d".repeat(40));
  }

  // --- what fails
  // ----------------------------------------------------------------------------------

  @Test
  void aMessageThatCannotBeOfferedLeavesNoConnectionDeaf() {
    TopicFixture fixture = fixture(Map.of(), 0);
    fixture.topics.publish("a", text("kept").withTimeToLive(ChronoUnit.FOREVER.getDuration()));
    Client client = fixture.client();

    fixture.topics.subscribe(client.connection(), A, 5);
    PublishReceipt receipt = fixture.topics.publish("a", text("live"));

    assertThat(client.texts()).endsWith("live");
    assertThat(receipt.delivered()).isEqualTo(1);
  }

  @Test
  void anErrorOfTheJvmWhileWhatWasKeptIsSentLeavesNoConnectionDeaf() {
    TopicFixture fixture = fixture(Map.of(), 3);
    fixture
        .contributions
        .scope("broken")
        .add(OutboundHandler.class, (connection, message) -> fatalFor("m1", message), 0);
    Client client = fixture.client();

    assertThatThrownBy(() -> fixture.topics.subscribe(client.connection(), A, 5))
        .isInstanceOf(InternalError.class);
    PublishReceipt receipt = fixture.topics.publish("a", text("live"));

    assertThat(client.texts()).containsExactly("m0", "m2", "live");
    assertThat(receipt.delivered()).isEqualTo(1);
  }

  private static OutboundMessage fatalFor(String text, OutboundMessage message) {
    if (message.text().equals(text)) {
      throw new InternalError("test");
    }
    return message;
  }

  @Test
  void aConnectionThatFailsKeepsAMessageFromNoOther() {
    TopicFixture fixture = fixture(Map.of("fairlead.outbound.max-messages", "2"), 0);
    List<Client> clients = List.of(fixture.client(), fixture.client(), fixture.client());
    for (Client client : clients) {
      fixture.topics.subscribe(client.connection(), A, 0);
      client.transport().automatic = false;
      client
          .connection()
          .onPressure(
              () -> {
                throw new IllegalStateException("test");
              });
    }
    fixture.topics.publish("a", text("1"));
    PublishReceipt receipt = fixture.topics.publish("a", text("2")); // brings pressure

    clients.forEach(TopicReplayTest::pumpAllContained);
    assertThat(clients).allSatisfy(client -> assertThat(client.texts()).containsExactly("1", "2"));
    assertThat(receipt.completion().toCompletableFuture()).isCompleted();
    assertThat(receipt.queued()).isZero();
  }

  private static void pumpAllContained(Client client) {
    client.connection().onPressure(() -> {});
    pumpAll(client);
  }

  // --- subscriptions ---------------------------------------------------------------------------

  @Test
  void aConnectionHasSoManySubscriptions() {
    TopicFixture fixture = fixture(Map.of("fairlead.topics.max-subscriptions", "2"), 1);
    Client client = fixture.client();
    Registration first = fixture.topics.subscribe(client.connection(), "x");
    fixture.topics.subscribe(client.connection(), A, 1);

    assertThatIllegalStateException()
        .isThrownBy(() -> fixture.topics.subscribe(client.connection(), "y"))
        .withMessageContaining("2 subscriptions")
        .withMessageContaining("fairlead.topics.max-subscriptions");
    assertThatIllegalStateException()
        .isThrownBy(() -> fixture.topics.subscribe(client.connection(), A, 1));
    fixture.topics.publish("a", text("live"));
    first.close();
    fixture.topics.subscribe(client.connection(), "y");
    fixture.topics.subscribe(fixture.client().connection(), "z");
    client.ends();
    fixture.topics.subscribe(client.connection(), "late"); // ends at once

    assertThat(client.texts()).containsExactly("m0", "live");
  }
}
