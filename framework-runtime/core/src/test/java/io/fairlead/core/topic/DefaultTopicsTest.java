package io.fairlead.core.topic;

import static io.fairlead.core.topic.TopicFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fairlead.api.Registration;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.topic.PublishReceipt;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicOptions;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.topic.TopicFixture.Client;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DefaultTopicsTest {

  private final TopicFixture fixture =
      new TopicFixture(Map.of("fairlead.outbound.max-messages", "2"));
  private final DefaultTopics topics = fixture.topics;

  @Test
  void bringsAMessageToThoseWhoSubscribedAndToNobodyElse() {
    Client one = fixture.client();
    Client two = fixture.client();
    Client other = fixture.client();
    topics.subscribe(one.connection(), "orders.*");
    topics.subscribe(two.connection(), "orders.#");
    topics.subscribe(other.connection(), "bills.#");

    PublishReceipt receipt = topics.publish("orders.42", text("new"));

    assertThat(one.texts()).containsExactly("new");
    assertThat(two.texts()).containsExactly("new");
    assertThat(other.texts()).isEmpty();
    assertThat(receipt.subscribers()).isEqualTo(2);
    assertThat(receipt.delivered()).isEqualTo(2);
    assertThat(receipt.stopped()).isFalse();
  }

  @Test
  void bringsItOnceByHoweverManySubscriptions() {
    Client client = fixture.client();
    Client another = fixture.client();
    topics.subscribe(client.connection(), "a.b");
    topics.subscribe(client.connection(), "a.b");
    topics.subscribe(client.connection(), "#.b.#");
    topics.subscribe(another.connection(), "a.*");
    topics.subscribe(client.connection(), "a.*");

    assertThat(topics.publish("a.b", text("x")).subscribers()).isEqualTo(2);
    assertThat(topics.subscribers(Topic.of("a.b"))).isEqualTo(2);
    assertThat(client.texts()).containsExactly("x");
    assertThat(another.texts()).containsExactly("x");
  }

  @Test
  void aSubscriptionEndsAloneWhereThereIsAnother() {
    Client client = fixture.client();
    Registration first = topics.subscribe(client.connection(), "a");
    Registration second = topics.subscribe(client.connection(), "a");
    first.close();
    first.close(); // counts once
    topics.publish("a", text("1"));
    second.close();
    topics.publish("a", text("2"));

    assertThat(client.texts()).containsExactly("1");
  }

  @Test
  void keepsNothingOfSubscriptionsThatEnded() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Client client = fixture.client();
      clients.add(client);
      topics.subscribe(client.connection(), "room." + i);
      topics.subscribe(client.connection(), "room.*.news");
      topics.subscribe(client.connection(), "#");
      topics.publish("once." + i, text("x"));
    }
    assertThat(topics.hub().nodes()).isEqualTo(1 + 100 + 2 + 1);
    assertThat(topics.owner().size()).isEqualTo(300);

    clients.forEach(Client::ends);

    assertThat(topics.hub().nodes()).isZero();
    assertThat(topics.hub().connections()).isZero();
    assertThat(topics.owner().size()).isZero();
    assertThat(topics.subscribers(Topic.of("room.1"))).isZero();
  }

  @Test
  void aSubscriptionOfAConnectionThatHasEndedEndsAtOnce() {
    Client client = fixture.client();
    topics.subscribe(client.connection(), "a");
    client.ends();

    topics.subscribe(client.connection(), "a").close();
    topics.subscribe(client.connection(), Topic.of("b"), 5).close();

    assertThat(topics.hub().nodes()).isZero();
    assertThat(topics.hub().connections()).isZero();
    assertThat(topics.owner().size()).isZero();
    assertThat(topics.publish("a", text("x")).subscribers()).isZero();
  }

  @Test
  void findsTheConnectionBehindAView() {
    Client client = fixture.client();
    Connection view =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.invoke(client.connection(), arguments));

    topics.subscribe(view, "a");
    topics.subscribe(client.connection(), "#");
    topics.publish("a", text("x"));

    assertThat(client.texts()).containsExactly("x");
  }

  @Test
  void refusesAConnectionOfSomebodyElse() {
    Connection foreign =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> Optional.empty());

    assertThatIllegalArgumentException().isThrownBy(() -> topics.subscribe(foreign, "a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> topics.subscribe(foreign, Topic.of("a"), 1));
  }

  // --- receipts --------------------------------------------------------------------------------

  @Test
  void aReceiptOfNobodyIsComplete() {
    PublishReceipt receipt = topics.publish("a", text("x"));

    assertThat(receipt.subscribers()).isZero();
    assertThat(receipt.queued()).isZero();
    assertThat(receipt.completion()).isCompletedWithValue(receipt);
  }

  @Test
  void aReceiptFollowsEachDelivery() {
    Client quick = fixture.client();
    Client slow = fixture.client();
    Client broken = fixture.client();
    Client full = fixture.client();
    List.of(quick, slow, broken, full)
        .forEach(client -> topics.subscribe(client.connection(), "a"));
    List.of(slow, broken, full).forEach(client -> client.transport().automatic = false);
    full.connection().send(text("1"));
    full.connection().send(text("2"));

    PublishReceipt receipt = topics.publish("a", text("x"));

    assertThat(receipt.subscribers()).isEqualTo(4);
    assertThat(receipt.delivered()).isEqualTo(1);
    assertThat(receipt.dropped()).isEqualTo(1);
    assertThat(receipt.queued()).isEqualTo(2);
    assertThat(receipt.completion().toCompletableFuture()).isNotDone();

    slow.transport().complete(null);
    broken.ends();

    assertThat(receipt.queued()).isZero();
    assertThat(receipt.delivered()).isEqualTo(2);
    assertThat(receipt.dropped()).isEqualTo(2);
    assertThat(receipt.conflated()).isZero();
    assertThat(receipt.completion()).isCompletedWithValue(receipt);
  }

  @Test
  void whoHoldsAReceiptCannotCompleteItForOthers() {
    Client client = fixture.client();
    client.transport().automatic = false;
    topics.subscribe(client.connection(), "a");
    PublishReceipt receipt = topics.publish("a", text("x"));

    receipt.completion().toCompletableFuture().complete(receipt);

    assertThat(receipt.completion().toCompletableFuture()).isNotDone();
    client.transport().complete(null);
    assertThat(receipt.completion()).isCompletedWithValue(receipt);
  }

  // --- owners ----------------------------------------------------------------------------------

  @Test
  void whatAnOwnerRegisteredEndsWithIt() {
    Client client = fixture.client();
    DefaultTopics plugin = topics.scope("plugin", fixture.bus);
    plugin.subscribe(client.connection(), "a");
    plugin.subscribe(client.connection(), Topic.of("a"), 3);
    plugin.configure(TopicPattern.of("a"), TopicOptions.NONE.withLatestOnly());
    plugin.retain(TopicPattern.of("a"), 5);
    topics.publish("a", text("1"));
    topics.subscribe(client.connection(), "b");
    assertThat(topics.history(Topic.of("a"))).isPresent();

    plugin.close();

    topics.publish("a", text("2"));
    topics.publish("b", text("3"));
    assertThat(client.texts()).containsExactly("1", "3");
    assertThat(topics.history(Topic.of("a"))).isEmpty();
    assertThat(topics.hub().retention().bytes()).isZero();
    assertThat(topics.hub().options().of(new String[] {"a"})).isEqualTo(TopicOptions.NONE);
    assertThat(plugin.owner().size()).isZero();
  }

  @Test
  void anOwnerThatHasStoppedCanDoNothingMore() {
    Client client = fixture.client();
    DefaultTopics plugin = topics.scope("late-plugin", fixture.bus);
    plugin.close();
    plugin.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> plugin.publish("a", text("x")))
        .withMessageContaining("'late-plugin'");
    assertThatIllegalStateException().isThrownBy(() -> plugin.subscribe(client.connection(), "a"));
    assertThatIllegalStateException().isThrownBy(() -> plugin.retain(TopicPattern.of("a"), 1));
    assertThatIllegalStateException()
        .isThrownBy(() -> plugin.configure(TopicPattern.of("a"), TopicOptions.NONE));
    assertThat(topics.hub().nodes()).isZero();
  }

  @Test
  void anOwnerForgetsSubscriptionsThatEndBeforeIt() {
    DefaultTopics plugin = topics.scope("plugin", fixture.bus);
    IntStream.range(0, 50)
        .forEach(
            i -> {
              Client client = fixture.client();
              plugin.subscribe(client.connection(), "a");
              client.ends();
            });

    assertThat(plugin.owner().size()).isZero();
  }
}
