package io.fairlead.core.topic;

import static io.fairlead.core.topic.TopicFixture.text;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.topic.PublishReceipt;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicOptions;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.connection.DefaultConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many who publish, many who subscribed, and clients that stall and go away as they like. */
class TopicRaceTest {

  private static final int PUBLISHERS = 16;
  private static final int SUBSCRIBERS = 100;
  private static final List<Lane> LANES = List.of(Lane.HIGH, Lane.NORMAL, Lane.LOW);

  private final ExecutorService network = Executors.newFixedThreadPool(4);
  private final ExecutorService publishers = Executors.newFixedThreadPool(PUBLISHERS + 2);

  @AfterEach
  void stop() {
    network.shutdownNow();
    publishers.shutdownNow();
  }

  private record Client(DefaultConnection connection, FlakyTransport transport) {
    void cutOff() {
      transport.cut(() -> connection.ended(TopicFixture.GONE));
    }
  }

  private List<Client> clients(TopicFixture fixture, int count) {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FlakyTransport transport = new FlakyTransport(network, i);
      clients.add(new Client(fixture.open(transport), transport));
    }
    return clients;
  }

  /** What each publishes: in turn to all topics, and on each in all lanes. */
  private static String name(int publisher, String topic, Lane lane) {
    return publisher + "/" + topic + "/" + lane;
  }

  @Test
  void losesDoublesAndReordersNothingBeyondWhatTheReceiptsSay() throws Exception {
    TopicFixture fixture =
        new TopicFixture(
            Map.of(
                "fairlead.outbound.max-messages",
                "48",
                "fairlead.topics.overflow",
                "t.drop=drop-oldest,t.newest=drop-newest,t.conflate=conflate"));
    fixture.bus.forgets = true;
    DefaultTopics topics = fixture.topics;
    topics.configure(TopicPattern.of("t.latest"), TopicOptions.NONE.withLatestOnly());
    List<String> names = List.of("t.reject", "t.drop", "t.newest", "t.conflate", "t.latest");
    List<Client> clients = clients(fixture, SUBSCRIBERS);
    for (int i = 0; i < SUBSCRIBERS; i++) {
      topics.subscribe(clients.get(i).connection(), "t.*");
      topics.subscribe(clients.get(i).connection(), names.get(i % names.size()));
    }
    Map<String, PublishReceipt> receipts = new ConcurrentHashMap<>();
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> running = new ArrayList<>();
    for (int p = 0; p < PUBLISHERS; p++) {
      int publisher = p;
      running.add(
          publishers.submit(
              () -> {
                start.await();
                for (int i = 0; i < 450; i++) {
                  String topic = names.get(i % names.size());
                  Lane lane = LANES.get(i % LANES.size());
                  String id = name(publisher, topic, lane) + "/" + i;
                  PublishReceipt receipt = topics.publish(topic, text(id).withLane(lane));
                  receipts.put(id, receipt);
                  if (i % 15 == 14) { // all together are still too fast, and one alone is not
                    receipt.completion().toCompletableFuture().get(1, MINUTES);
                  }
                }
                return null;
              }));
    }
    running.add(
        publishers.submit(
            () -> {
              start.await();
              Random random = new Random(3);
              for (int i = 0; i < SUBSCRIBERS / 2; i++) {
                Thread.sleep(random.nextInt(20));
                clients.get(2 * i).cutOff();
              }
              return null;
            }));
    start.countDown();
    for (Future<?> each : running) {
      each.get(2, MINUTES);
    }
    CompletableFuture.allOf(
            receipts.values().stream()
                .map(receipt -> receipt.completion().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .get(2, MINUTES);

    Map<String, Integer> got = new HashMap<>();
    for (Client client : clients) {
      assertThat(client.transport().overlapped()).isFalse();
      List<String> texts = client.transport().got();
      assertThat(texts).doesNotHaveDuplicates();
      assertInOrder(texts);
      texts.forEach(each -> got.merge(each, 1, Integer::sum));
    }
    assertThat(receipts).hasSize(PUBLISHERS * 450);
    long lost = 0;
    long whole = 0;
    for (Map.Entry<String, PublishReceipt> each : receipts.entrySet()) {
      PublishReceipt receipt = each.getValue();
      assertThat(receipt.delivered())
          .as("%s: %s", each.getKey(), receipt)
          .isEqualTo(got.getOrDefault(each.getKey(), 0));
      assertThat(receipt.delivered() + receipt.dropped() + receipt.conflated())
          .isEqualTo(receipt.subscribers());
      assertThat(receipt.queued()).isZero();
      lost += receipt.dropped() + receipt.conflated();
      whole += receipt.delivered() == receipt.subscribers() ? 1 : 0;
    }
    assertThat(lost).as("losses that had to be told").isPositive();
    assertThat(whole).as("messages that all got").isPositive();
    assertThat(topics.subscribers(Topic.of("t.reject"))).isEqualTo(SUBSCRIBERS / 2);
    clients.forEach(Client::cutOff);
    assertThat(topics.hub().nodes()).isZero();
    assertThat(topics.hub().connections()).isZero();
    assertThat(topics.owner().size()).isEqualTo(1); // the options
  }

  private static void assertInOrder(List<String> texts) {
    Map<String, Integer> last = new HashMap<>();
    for (String text : texts) {
      int slash = text.lastIndexOf('/');
      int number = Integer.parseInt(text.substring(slash + 1));
      Integer before = last.put(text.substring(0, slash), number);
      assertThat(before == null || before < number).as("%s after %s", text, before).isTrue();
    }
  }

  @Test
  void whoeverComesWhileOthersPublishGetsAllThatWasKeptAndAllThatFollowsOnce() throws Exception {
    TopicFixture fixture = new TopicFixture(Map.of("fairlead.outbound.max-messages", "1000000"));
    fixture.bus.forgets = true;
    DefaultTopics topics = fixture.topics;
    topics.retain(TopicPattern.of("kept.#"), 100_000);
    int each = 1_000;
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> running = new ArrayList<>();
    for (int p = 0; p < 8; p++) {
      int publisher = p;
      running.add(
          publishers.submit(
              () -> {
                start.await();
                for (int i = 0; i < each; i++) {
                  topics.publish("kept." + i % 2, text(publisher + "/kept." + i % 2 + "/" + i));
                }
                return null;
              }));
    }
    List<Client> all = clients(fixture, 20);
    List<Client> few = clients(fixture, 20);
    running.add(
        publishers.submit(
            () -> {
              start.await();
              for (int i = 0; i < all.size(); i++) {
                topics.subscribe(all.get(i).connection(), Topic.of("kept.0"), 100_000);
                topics.subscribe(all.get(i).connection(), Topic.of("kept.1"), 100_000);
                topics.subscribe(few.get(i).connection(), Topic.of("kept.0"), 10);
              }
              return null;
            }));
    start.countDown();
    for (Future<?> task : running) {
      task.get(2, MINUTES);
    }

    for (Client client : all) {
      await().until(() -> client.transport().got().size() >= 8 * each);
      assertThat(client.transport().got()).hasSize(8 * each).doesNotHaveDuplicates();
      assertInOrder(client.transport().got());
    }
    for (Client client : few) {
      await().until(() -> client.connection().outbound().messages() == 0);
      assertNoGaps(client.transport().got(), each);
    }
  }

  /** From each publisher's first on, all: of those of kept.0, which have even numbers. */
  private static void assertNoGaps(List<String> texts, int each) {
    assertThat(texts).doesNotHaveDuplicates();
    assertInOrder(texts);
    Map<String, Set<Integer>> numbers = new HashMap<>();
    for (String text : texts) {
      int slash = text.lastIndexOf('/');
      numbers
          .computeIfAbsent(text.substring(0, slash), key -> new HashSet<>())
          .add(Integer.parseInt(text.substring(slash + 1)));
    }
    numbers.forEach(
        (name, got) -> {
          int first = got.stream().mapToInt(Integer::intValue).min().orElseThrow();
          assertThat(got).as(name).hasSize((each - first) / 2);
        });
  }
}
