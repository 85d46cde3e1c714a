package io.fairlead.standalone.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same classes on stock Tyrus and hosted by us: endpoints and clients see the same, but for the
 * differences that a scenario names. Subclasses say where the hosted ones run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ComparedWithStockTyrus {

  /** Starts a server that hosts the classes and lets everybody in. */
  abstract Carrier start(Class<?>... endpoints) throws Exception;

  /** What the server below deliberately makes of a scenario before any endpoint is reached. */
  Optional<Scenario.Transcript> decidedBelow(Scenario scenario) {
    return Optional.empty();
  }

  static Stream<Scenario> scenarios() {
    return Stream.of(
            MessageForms.scenarios(),
            Answers.scenarios(),
            Lives.scenarios(),
            Handshakes.scenarios())
        .flatMap(List::stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void seesWhatStockTyrusShows(Scenario scenario) throws Exception {
    Scenario.Transcript stock = scenario.play(StockTyrus::start);
    Scenario.Transcript hosted = scenario.play(this::start);
    Optional<Scenario.Transcript> below = decidedBelow(scenario);
    if (below.isPresent()) {
      assertThat(hosted).as("the server below decides").isEqualTo(below.get());
    } else if (scenario.difference() == null) {
      assertThat(hosted).as("stock Tyrus saw the second").isEqualTo(stock);
    } else {
      assertThat(hosted).as(scenario.difference()).isEqualTo(scenario.hosted());
      assertThat(stock).as("no difference any more: " + scenario.name()).isNotEqualTo(hosted);
    }
  }
}
