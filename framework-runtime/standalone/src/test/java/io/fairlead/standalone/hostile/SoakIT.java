package io.fairlead.standalone.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.standalone.support.Histogram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that clients and operators do, in rounds of a minute (of less, where the whole is short):
 * {@code mvn verify -Psoak -Dsoak.minutes=30}. After each round everybody has gone, and what the
 * server holds is noted; it must not grow.
 */
@Tag("soak")
class SoakIT {

  private static final int MINUTES = Integer.getInteger("fairlead.soak.minutes", 30);
  private static final Duration SHORTEST = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int PLUGINS = 2;

  @TempDir private Path directory;

  /**
   * What the server holds when nobody is connected.
   *
   * @param seconds since the begin
   * @param heap bytes of what lives after a full collection
   * @param resident bytes of the process in memory; -1 where the system does not tell
   * @param loaders class loaders of plugins, old and new
   * @param engineSessions sessions of the engine in the heap
   * @param files temporary files of the server
   */
  private record Row(
      long seconds,
      Mix.Done done,
      Gauges gauges,
      long heap,
      long resident,
      int loaders,
      int engineSessions,
      long files) {

    static final String HEADER =
        "seconds,connections,messages,swaps,heap,direct,metaspace,resident,classes,threads,"
            + "descriptors,registered,sessions,engine_sessions,loaders,temporary_files\n";

    String line() {
      return "%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d%n"
          .formatted(
              seconds,
              done.connections(),
              done.messages(),
              done.swaps(),
              heap,
              gauges.direct(),
              gauges.metaspace(),
              resident,
              gauges.classes(),
              gauges.threads(),
              gauges.descriptors(),
              gauges.connections(),
              gauges.sessions(),
              engineSessions,
              loaders,
              files);
    }
  }

  @Test
  void whatTheServerHoldsStaysFlat() throws Exception {
    Path table = Files.createDirectories(Path.of("target")).resolve("soak.csv");
    Files.writeString(table, Row.HEADER);
    System.out.print(Row.HEADER);
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    List<Row> rows = new ArrayList<>();
    Swapper swapper = new Swapper(plugins);
    try (Victim server =
        Victim.withHeap(
            "256m",
            directory.resolve("tmp"),
            "fairlead.plugins-directory=" + plugins,
            "fairlead.plugin-watch-interval=50ms",
            "fairlead.server.worker-threads=16",
            "fairlead.server.handshake-timeout=5s",
            "fairlead.outbound.send-timeout=5s",
            "fairlead.outbound.close-timeout=3s",
            "fairlead.limits.handshakes-per-second=0")) {
      Duration all = Duration.ofMinutes(MINUTES);
      Duration round = all.dividedBy(30);
      round = round.compareTo(SHORTEST) < 0 ? SHORTEST : round;
      round = round.compareTo(LONGEST) > 0 ? LONGEST : round;
      long begun = System.nanoTime();
      Mix mix = new Mix(server, swapper);
      while (System.nanoTime() - begun < all.toNanos()) {
        mix.run(System.nanoTime() + round.toNanos());
        rows.add(look(server, mix.done(), System.nanoTime() - begun));
        String line = rows.get(rows.size() - 1).line();
        Files.writeString(table, line, StandardOpenOption.APPEND);
        System.out.print(line);
      }
      assertThat(server.log()).doesNotContain(" ERROR ", "OutOfMemoryError", "LEAK:");
    }
    checkFlat(rows);
  }

  private Row look(Victim server, Mix.Done done, long nanos) throws Exception {
    await("everybody to be gone")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              Gauges gauges = server.gauges();
              assertThat(gauges.connections()).as("connections").isZero();
              assertThat(gauges.sessions()).as("sessions").isZero();
            });
    await("old classes and sessions to be gone")
        .atMost(Duration.ofSeconds(20)) // less than what a wait of the server may last
        .untilAsserted(
            () -> {
              Histogram histogram = Histogram.of(server.pid());
              assertThat(histogram.pluginLoaders()).isBetween(PLUGINS, PLUGINS + 1);
              assertThat(histogram.sessions()).as("sessions in the heap").isZero();
            });
    Histogram histogram = Histogram.of(server.pid());
    return new Row(
        Duration.ofNanos(nanos).toSeconds(),
        done,
        server.gauges(),
        histogram.bytes(),
        resident(server.pid()),
        histogram.pluginLoaders(),
        histogram.sessions(),
        files(directory.resolve("tmp")));
  }

  /** The last third against the first one, when the pools and caches of the begin are full. */
  private static void checkFlat(List<Row> rows) {
    List<Row> warm = rows.subList(Math.max(2, rows.size() / 6), rows.size());
    int third = warm.size() / 3;
    assertThat(third).as("rounds in a third; a soak takes 2 minutes at least").isPositive();
    List<Row> first = warm.subList(0, third);
    List<Row> last = warm.subList(warm.size() - third, warm.size());
    long heap = median(first, Row::heap);
    long direct = median(first, row -> row.gauges().direct());
    assertThat(median(last, Row::heap))
        .as("bytes of heap")
        .isLessThanOrEqualTo(heap + Math.max(heap / 20, 4L << 20));
    assertThat(median(last, row -> row.gauges().direct()))
        .as("bytes of direct memory")
        .isLessThanOrEqualTo(direct + Math.max(direct / 20, 8L << 20));
    notMore("bytes of metaspace", first, last, row -> row.gauges().metaspace(), 1 << 20);
    notMore("classes", first, last, row -> row.gauges().classes(), 100);
    notMore("threads", first, last, row -> row.gauges().threads(), 4);
    notMore("descriptors", first, last, row -> row.gauges().descriptors(), 10);
    notMore("temporary files", first, last, Row::files, 4);
  }

  private static void notMore(
      String what, List<Row> first, List<Row> last, ToLongFunction<Row> value, long most) {
    assertThat(median(last, value)).as(what).isLessThanOrEqualTo(median(first, value) + most);
  }

  private static long median(List<Row> rows, ToLongFunction<Row> value) {
    long[] sorted = rows.stream().mapToLong(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static long files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.count();
    } catch (UncheckedIOException e) {
      return files(directory); // one went while we looked
    }
  }

  private static long resident(long pid) throws IOException {
    Path status = Path.of("/proc/" + pid + "/status");
    if (!Files.exists(status)) {
      return -1;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    }
  }
}
