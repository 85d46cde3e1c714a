package io.fairlead.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart of a process whose clients all have messages queued, some under load, some stuck. */
class RestartIT {

  private static final Pattern DELAY = Pattern.compile("; retry-after-ms=(\\d+)$");

  /** Messages that wait for others to share a write: a kernel would take all of them. */
  private static final int MESSAGES = 12;

  private static final int SIZE = 2 * 1024;

  @TempDir Path directory;

  @Test
  void everyClientThatReadsGetsAllAndTheDeadlineHoldsForThoseThatDoNot() throws Exception {
    restart(300, 20, 10);
  }

  @Test
  @Tag("hostile")
  void tenThousandClientsGetAllThatIsQueued() throws Exception {
    restart(10_000, 0, 60);
  }

  @Test
  @Tag("hostile")
  void oneHundredStuckOnesOfTenThousandDoNotHoldUpTheRestart() throws Exception {
    restart(10_000, 100, 60);
  }

  private void restart(int clients, int stuck, int deadlineSeconds) throws Exception {
    Files.createDirectories(directory.resolve("conf"));
    List<String> jvm =
        List.of(
            "-Xmx1g",
            "-Dtest.home=" + directory,
            "-Dtest.size=" + SIZE,
            "-Dtest.messages=" + MESSAGES);
    String[] args = {
      "run",
      "--port=0",
      "-Dfairlead.auth.mode=none",
      "-Dfairlead.limits.memory=20000000000",
      "-Dfairlead.outbound.close-timeout=10m", // so that only the deadline ends them
      "-Dfairlead.heartbeat.interval=0s", // a ping would take along what waits
      "-Dfairlead.outbound.max-bytes=100000000",
      "-Dfairlead.outbound.send-timeout=10m",
      "-Dfairlead.drain.mode=restart",
      "-Dfairlead.outbound.batch-interval=1h",
      "-Dfairlead.outbound.batch-bytes=10000000",
      "-Dfairlead.drain.deadline=" + deadlineSeconds + "s"
    };
    List<String> command = ChildProcess.java(RestartServer.class, jvm, args);
    try (ChildProcess server = ChildProcess.start(directory, command, Map.of());
        Crowd crowd = new Crowd()) {
      server.awaitOut("\n");
      URI uri = URI.create(server.out().strip().substring("READY ".length()));
      for (int i = 0; i < clients; i++) {
        crowd.join(uri.getPort());
      }
      await("something must still be queued, or this shows nothing")
          .until(() -> queued(uri) == clients);
      for (Crowd.Member member : crowd.members.subList(0, stuck)) {
        assertThat(Crowd.ask(member, "flood")).isTrue(); // more than a kernel takes
      }
      Set<Crowd.Member> askers = new HashSet<>();
      for (int i = stuck; i < clients; i += 3) { // these messages are pending when the stop comes
        askers.add(crowd.members.get(i));
        for (int j = 0; j < 5; j++) {
          assertThat(Crowd.ask(crowd.members.get(i), "answer" + j + ":")).isTrue();
        }
      }
      long signalled = System.nanoTime();
      server.signal("TERM");
      crowd.readAllBut(stuck, deadlineSeconds * 1_000L);
      for (Crowd.Member member : crowd.members.subList(stuck, clients)) {
        assertThat(member.heads).startsWith(numbers(MESSAGES));
        List<String> answers = member.heads.subList(MESSAGES, member.heads.size());
        assertThat(answers)
            .as("answers without a gap")
            .isEqualTo(answers(askers.contains(member)).subList(0, answers.size()));
        assertThat(member.closeCode).isEqualTo(1012);
      }
      assertThat(distinctDelays(crowd.members.subList(stuck, clients))).hasSize(clients - stuck);
      assertThat(server.process.waitFor(deadlineSeconds + 30L, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitCode()).isZero();
      assertThat(System.nanoTime() - signalled)
          .as("nanoseconds till the end of the process; plugins and threads have some more")
          .isLessThan(TimeUnit.SECONDS.toNanos(deadlineSeconds + 15L));
      if (stuck > 0) {
        assertThat(System.nanoTime() - signalled)
            .as("stuck they were")
            .isGreaterThan(TimeUnit.SECONDS.toNanos(deadlineSeconds / 2));
      }
    }
  }

  private static String[] numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new);
  }

  private static List<String> answers(boolean asked) {
    List<String> all = new ArrayList<>();
    for (int i = 0; asked && i < 5; i++) {
      all.add("answer" + i);
    }
    return all;
  }

  private static Set<String> distinctDelays(List<Crowd.Member> members) {
    Set<String> delays = new HashSet<>();
    for (Crowd.Member member : members) {
      Matcher matcher = DELAY.matcher(member.closeReason);
      assertThat(matcher.find()).as(member.closeReason).isTrue();
      delays.add(matcher.group(1));
    }
    return delays;
  }

  private static int queued(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri.resolve("/queued")).build();
    return Integer.parseInt(
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body().strip());
  }
}
