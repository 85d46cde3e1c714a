package io.fairlead.standalone.hostile;

import static io.fairlead.standalone.live.Versions.drop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.standalone.live.Versions;
import io.fairlead.standalone.support.Histogram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins are replaced under many connections, all with traffic: no connection is closed, no
 * message lost, doubled or seen by two versions, and each old version's classes are collected.
 */
@Timeout(600)
class SwapAtScaleIT {

  private static final int PLUGINS = 2;

  @TempDir private Path directory;

  @Test
  void swapsUnderTrafficHurtNobodyAndLeaveNothing() throws Exception {
    swap(200, 2_000, 5, 3);
  }

  @Test
  @Tag("hostile")
  void swapsUnderTenThousandConnectionsHurtNobodyAndLeaveNothing() throws Exception {
    swap(10_000, 6_000, 50, 20);
  }

  private void swap(int connections, int messagesPerSecond, int handlerSwaps, int endpointSwaps)
      throws Exception {
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    drop(Versions.tagging(1), plugins, "tagging.jar");
    drop(Versions.counting(1), plugins, "counting.jar");
    try (Victim server =
            Victim.withHeap(
                "512m",
                directory.resolve("tmp"),
                "fairlead.plugins-directory=" + plugins,
                "fairlead.plugin-watch-interval=50ms",
                "fairlead.limits.handshakes-per-second=0");
        Talkers talkers = new Talkers(server.port(), connections, messagesPerSecond)) {
      talkers.awaitHandlers(1, connections);
      talkers.awaitEndpoint(1, talkers.ofPlugin());
      long begun = System.nanoTime();
      long before = talkers.answers();
      int handlers = 1;
      int endpoints = 1;
      while (handlers <= handlerSwaps || endpoints <= endpointSwaps) {
        // evenly mixed: the one of which the smaller part is done
        if (endpoints > endpointSwaps
            || handlers <= handlerSwaps && handlers * endpointSwaps <= endpoints * handlerSwaps) {
          handlers++;
          drop(Versions.tagging(handlers), plugins, "tagging.jar");
          talkers.awaitHandlers(handlers, 1);
        } else {
          endpoints++;
          drop(Versions.counting(endpoints), plugins, "counting.jar");
          talkers.awaitEndpoint(endpoints, 1);
        }
        awaitLoaders(server, PLUGINS + 1); // two generations of the one that was replaced
        talkers.awaitHandlers(handlers, connections);
        talkers.awaitEndpoint(endpoints, talkers.ofPlugin());
      }
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
      System.out.printf(
          "%d connections, %d messages in %d s, %d handler and %d endpoint swaps%n",
          connections, talkers.answers() - before, seconds, handlers - 1, endpoints - 1);
      awaitLoaders(server, PLUGINS);
      assertThat(server.gauges().connections()).isEqualTo(connections);
      talkers.finish();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(server.gauges().connections()).isZero());
      assertThat(server.log().lines().filter(line -> line.contains("plugin"))).isEmpty();
      assertThat(server.log()).doesNotContain(" ERROR ", "OutOfMemoryError");
    }
  }

  private static void awaitLoaders(Victim server, int most) {
    await("class loaders of plugins")
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> assertThat(Histogram.of(server.pid()).pluginLoaders()).isBetween(PLUGINS, most));
  }
}
