package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A message goes to whoever subscribed, and to nobody else. */
abstract class TopicsGroup extends Group {

  TopicsGroup(Supplier<Site> site) {
    super(site);
  }

  /** A topic that no other check uses. */
  private static String topic(String prefix) {
    return Site.tag(prefix).replace('.', 't');
  }

  private RawClient client(String tag) throws IOException {
    return site().open("/topical?id=" + tag);
  }

  private RawClient subscribed(String pattern) throws IOException {
    RawClient client = client(Site.tag("subscribed"));
    assertThat(client.send("sub " + pattern).text()).isEqualTo("done");
    return client;
  }

  @Test
  @DisplayName("wildcards: a message comes to those who match, once by several subscriptions")
  void wildcards() throws Exception {
    String base = topic("wild");
    try (RawClient star = subscribed(base + ".*");
        RawClient hash = subscribed("#." + base + ".#");
        RawClient other = subscribed(base + ".*.deep");
        RawClient publisher = client(Site.tag("publisher"))) {
      assertThat(star.send("sub " + base + ".x").text()).isEqualTo("done");
      assertThat(publisher.send("pub " + base + ".x one").text()).isEqualTo("to 2, lost 0");
      assertThat(publisher.send("pub " + base + ".x.deep two").text()).isEqualTo("to 2, lost 0");

      assertThat(star.text()).isEqualTo("one");
      assertThat(hash.text()).isEqualTo("one");
      assertThat(hash.text()).isEqualTo("two");
      assertThat(other.text()).isEqualTo("two");
      assertThat(star.send("count " + base + ".x").text())
          .as("nothing before")
          .isEqualTo("count 2");
    }
  }

  @Test
  @DisplayName("what one publishes comes to each of 20 subscribers, all of it and in order")
  void order() throws Exception {
    String topic = topic("order");
    List<RawClient> subscribers = new ArrayList<>();
    try (RawClient publisher = client(Site.tag("publisher"))) {
      for (int i = 0; i < 20; i++) {
        subscribers.add(subscribed(topic));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(publisher.send("pub " + topic + " " + i).text()).isEqualTo("to 20, lost 0");
      }
      for (RawClient subscriber : subscribers) {
        for (int i = 0; i < 200; i++) {
          assertThat(subscriber.text()).isEqualTo(String.valueOf(i));
        }
      }
    } finally {
      for (RawClient subscriber : subscribers) {
        subscriber.close();
      }
    }
  }

  @Test
  @DisplayName("history: who comes later gets the latest messages, then what follows")
  void history() throws Exception {
    String topic = topic("history");
    try (RawClient publisher = client(Site.tag("publisher"));
        RawClient late = client(Site.tag("late"))) {
      assertThat(publisher.send("keep " + topic + " 2").text()).isEqualTo("done");
      for (int i = 1; i <= 3; i++) {
        publisher.send("pub " + topic + " " + i).text();
      }
      late.send("replay " + topic + " 10");
      assertThat(late.text()).isEqualTo("2");
      assertThat(late.text()).isEqualTo("3");
      assertThat(late.text()).isEqualTo("done");
      publisher.send("pub " + topic + " 4").text();
      assertThat(late.text()).isEqualTo("4");
    }
  }

  @Test
  @DisplayName("subscriptions end with their connection, be it closed or cut off")
  void ends() throws Exception {
    String topic = topic("ends");
    RawClient closed = subscribed(topic);
    RawClient cut = subscribed(topic);
    try (RawClient publisher = client(Site.tag("publisher"))) {
      assertThat(publisher.send("count " + topic).text()).isEqualTo("count 2");
      closed.shake(1000, "");
      cut.close();
      String count = publisher.send("count " + topic).text();
      while (!count.equals("count 0")) { // the group's timeout ends this
        Thread.sleep(20);
        count = publisher.send("count " + topic).text();
      }
    }
  }
}
