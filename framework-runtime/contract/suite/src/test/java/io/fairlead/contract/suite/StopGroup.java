package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.report.Differs;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The server is asked to end by SIGTERM. */
abstract class StopGroup extends EndGroup {

  StopGroup(Supplier<Site> site) {
    super(site);
  }

  @Override
  void assumePossible() {} // every process can be asked to end

  @Override
  boolean end() throws Exception {
    return site().server().stop(Duration.ofSeconds(90));
  }

  @Override
  @Test
  @DisplayName("every client is told 1001")
  @Differs(server = "openliberty", why = Why.LIBERTY_STOP)
  void goingAway() {
    super.goingAway();
  }

  @Override
  @Test
  @DisplayName("@OnClose is called once for each connection, with 1001")
  @Differs(server = "openliberty", why = Why.LIBERTY_STOP)
  void closedOnce() {
    super.closedOnce();
  }

  @Test
  @DisplayName("the process has ended by itself")
  void processHasEnded() {
    assertThat(site().server().process().isAlive()).isFalse();
  }

  @Test
  @DisplayName(
      "over the whole run no connection was told of its close twice, and none was forgotten")
  void nothingForgotten() {
    List<String> opened = ids("open ");
    List<String> closed = ids("close ");
    assertThat(closed).doesNotHaveDuplicates().containsAll(opened);
  }

  /** The tags that were given once only. */
  private List<String> ids(String start) {
    return site().events(start).stream()
        .map(line -> line.substring(start.length()).split(" ", 2)[0])
        .filter(tag -> tag.endsWith(".") && !tag.startsWith("/"))
        .collect(Collectors.toList());
  }
}
