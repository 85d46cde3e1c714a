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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart of a process whose clients all have messages queued, some under load, some stuck. */
class RestartIT {

  private static final Pattern DELAY = Pattern.compile("; retry-after-ms=(\\d+)$");
  private static final Pattern STOPPED = Pattern.compile("stopped after (\\d+) ms");
  private static final int SIZE = 48 * 1024;
  private static final int MESSAGES = 12;

  @TempDir Path directory;

  @Test
  void everyClientThatReadsGetsAllAndTheDeadlineHoldsForThoseThatDoNot() throws Exception {
    restart(300, 20, 10);
  }

  @Test
  @Tag("hostile")
  void tenThousandClientsGetAllThatIsQueued() throws Exception {
    restart(10_000, 0, 120);
  }

  @Test
  @Tag("hostile")
  void oneHundredStuckOnesOfTenThousandDoNotHoldUpTheRestart() throws Exception {
    restart(10_000, 100, 120);
  }

  private void restart(int clients, int stuck, int deadlineSeconds) throws Exception {
    Files.createDirectories(directory.resolve("conf"));
    List<String> jvm =
        List.of(
            "-Xmx1g",
            "-Dtest.home=" + directory,
            "-Dtest.size=" + SIZE,
            "-Dtest.messages=" + MESSAGES);
    try (ChildProcess server =
            ChildProcess.start(
                directory,
                ChildProcess.java(
                    RestartServer.class,
                    jvm,
                    "run",
                    "--port=0",
                    "-Dfairlead.auth.mode=none",
                    "-Dfairlead.limits.memory=20000000000",
                    "-Dfairlead.drain.mode=restart",
                    "-Dfairlead.drain.deadline=" + deadlineSeconds + "s"),
                Map.of());
        Crowd crowd = new Crowd()) {
      server.awaitOut("\n");
      URI uri = URI.create(server.out().strip().substring("READY ".length()));
      for (int i = 0; i < clients; i++) {
        crowd.join(uri.getPort());
      }
      await("something must still be queued, or this shows nothing")
          .until(() -> queued(uri) >= clients / 2);
      Set<Crowd.Member> askers = new HashSet<>();
      for (int i = stuck; i < clients; i += 3) { // these messages are pending when the stop comes
        askers.add(crowd.members.get(i));
        for (int j = 0; j < 5; j++) {
          assertThat(Crowd.ask(crowd.members.get(i), "answer" + j + ":")).isTrue();
        }
      }
      server.signal("TERM");
      crowd.readAllBut(stuck, deadlineSeconds * 1_000L);
      for (Crowd.Member member : crowd.members.subList(stuck, clients)) {
        assertThat(member.heads).startsWith(numbers(MESSAGES));
        assertThat(answers(member))
            .as("answers without a gap")
            .isEqualTo(answers(askers.contains(member)).subList(0, answers(member).size()));
        assertThat(member.closeCode).isEqualTo(1012);
      }
      assertThat(distinctDelays(crowd.members.subList(stuck, clients))).hasSize(clients - stuck);
      assertThat(
              server.process.waitFor(deadlineSeconds + 30L, java.util.concurrent.TimeUnit.SECONDS))
          .isTrue();
      assertThat(server.exitCode()).isZero();
      if (stuck == 0) {
        assertThat(server.err()).contains("all connections closed");
      } else {
        assertThat(server.err()).contains(stuck + " connections were dropped");
      }
      assertThat(stoppedAfter(server)).isLessThan(deadlineSeconds * 1_000L + 10_000);
    }
  }

  private static String[] numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new);
  }

  private static List<String> answers(Crowd.Member member) {
    return member.heads.subList(MESSAGES, member.heads.size());
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

  private static long stoppedAfter(ChildProcess server) {
    Matcher matcher = STOPPED.matcher(server.err());
    assertThat(matcher.find()).as(server.err()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static int queued(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri.resolve("/queued")).build();
    return Integer.parseInt(
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body().strip());
  }
}
