package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.contract.client.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Scopes of CDI around callbacks, and observers of events. */
abstract class ContextsGroup extends Group {

  ContextsGroup(Supplier<Site> site) {
    super(site);
  }

  @Test
  @DisplayName(
      "@ConnectionScoped is the connection's, @RequestScoped the callback's, @Inject works")
  void scopes() throws Exception {
    assumeTrue(site().server().hasCdi(), "this server has no CDI");
    try (RawClient one = site().open("/scoped");
        RawClient two = site().open("/scoped")) {
      assertThat(one.send("x").text()).isEqualTo("own 1 now 12 same true all true");
      assertThat(two.send("x").text()).isEqualTo("own 1 now 12 same true all true");
      assertThat(one.send("x").text()).isEqualTo("own 2 now 12 same true all true");
    }
  }

  @Test
  @DisplayName("a @ConnectionScoped bean ends once, after the endpoint")
  void ends() throws Exception {
    assumeTrue(site().server().hasCdi(), "this server has no CDI");
    String tag = Site.tag("scoped");
    try (RawClient client = site().open("/scoped?id=" + tag)) {
      client.send("x").text();
      client.shake(1000, "");
    }
    site().awaitEvent("scoped bean " + tag + " 2");
    site().settle();
    assertThat(site().allEvents().stream().filter(line -> line.contains(tag)).toList())
        .containsExactly(
            "open " + tag,
            "close " + tag + " 1000 ",
            "scoped endpoint " + tag + " 2",
            "scoped bean " + tag + " 2");
  }

  @Test
  @DisplayName("a SendHandler has a request of its own")
  void handlers() throws Exception {
    assumeTrue(site().server().hasCdi(), "this server has no CDI");
    String tag = Site.tag("scoped");
    try (RawClient client = site().open("/scoped?id=" + tag)) {
      assertThat(client.send("handler").text()).isEqualTo("sent");
      assertThat(client.text()).isEqualTo("own 1 now 12 same true all true");
      site().awaitEvent("handler " + tag + " 1");
    }
  }

  @Test
  @DisplayName("an @ObservesAsync method hears of messages, in order, and answers")
  void observers() throws Exception {
    assumeTrue(site().server().hasCdi(), "this server has no CDI");
    try (RawClient client = site().open("/scoped")) {
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        client.send("observe " + i);
      }
      for (int i = 0; i < 40; i++) {
        answers.add(client.text());
      }
      assertThat(answers.stream().filter(text -> text.startsWith("observed")))
          .containsExactly(
              IntStream.range(0, 20)
                  .mapToObj(i -> "observed observe " + i + " 1")
                  .toArray(String[]::new));
      client.shake(1000, "");
    }
    site().awaitEvent("observed end 1000");
  }
}
