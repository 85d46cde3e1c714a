package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Endpoints and beans. */
abstract class InjectionGroup extends Group {

  InjectionGroup(Supplier<Site> site) {
    super(site);
  }

  private static int number(String answer, String name) {
    return Integer.parseInt(answer.replaceFirst(".*\\b" + name + " (\\d+).*", "$1"));
  }

  @Test
  @DisplayName("@Inject: an application-scoped bean is shared, a dependent one is the connection's")
  void injected() throws Exception {
    assumeTrue(site().server().hasCdi(), "this server has no CDI");
    try (RawClient one = site().open("/injected");
        RawClient two = site().open("/injected")) {
      String first = one.send("x").text();
      String second = two.send("x").text();
      String third = one.send("x").text();
      assertThat(number(second, "shared")).isEqualTo(number(first, "shared") + 1);
      assertThat(number(third, "shared")).isEqualTo(number(first, "shared") + 2);
      assertThat(number(first, "own")).isEqualTo(1);
      assertThat(number(second, "own")).isEqualTo(1);
      assertThat(number(third, "own")).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("@PreDestroy of endpoint and dependent bean after @OnClose, once")
  void destroyed() throws Exception {
    assumeTrue(site().server().hasCdi(), "this server has no CDI");
    String tag = Site.tag("injected");
    try (RawClient client = site().open("/injected?id=" + tag)) {
      client.send("x").text();
      site().settle();
      assertThat(site().events("destroyed own " + tag)).isEmpty();
      client.shake(1000, "");
    }
    site().awaitEvent("destroyed own " + tag);
    site().awaitEvent("destroyed endpoint " + tag);
    site().settle();
    assertThat(site().allEvents().stream().filter(line -> line.contains(tag)).toList())
        .startsWith("open " + tag, "close " + tag + " 1000 ")
        .hasSize(4);
    assertThat(site().events("destroyed shared")).isEmpty();
  }

  @Test
  @DisplayName("without CDI the endpoint runs uninjected")
  void uninjected() throws Exception {
    assumeFalse(site().server().hasCdi(), "this server has CDI");
    assertThat(site().exchange("/injected", Frames.text("x"))).isEqualTo("uninjected");
  }
}
