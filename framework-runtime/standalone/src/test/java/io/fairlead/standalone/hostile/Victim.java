package io.fairlead.standalone.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.standalone.support.Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own that is short of memory. */
final class Victim implements AutoCloseable {

  private static final List<String> SMALL = List.of("-Xmx128m", "-XX:MaxDirectMemorySize=64m");

  private final Process process;
  private final Writer questions;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final int port;

  private Victim(Process process) throws InterruptedException {
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "victim's output");
    reader.setDaemon(true);
    reader.start();
    this.port = Integer.parseInt(answer().substring("READY ".length()));
  }

  static Victim start(String... settings) throws IOException, InterruptedException {
    return start(List.of(), SMALL, "ERROR", settings);
  }

  /** One that has more memory, that others can attach to, and that has its own temporary files. */
  static Victim withHeap(String most, Path temporary, String... settings)
      throws IOException, InterruptedException {
    return start(
        List.of(),
        List.of(
            "-Xmx" + most,
            "-XX:+StartAttachListener",
            "-Djava.io.tmpdir=" + Files.createDirectories(temporary)),
        "WARN",
        settings);
  }

  /** One that may open only so many files, sockets among them. */
  static Victim withFiles(int most, String... settings) throws IOException, InterruptedException {
    return start(
        List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh"), SMALL, "WARN", settings);
  }

  private static Victim start(
      List<String> launcher, List<String> memory, String logLevel, String... settings)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(memory);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Dorg.apache.logging.log4j.level=" + logLevel);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), VictimMain.class.getName()));
    command.addAll(List.of(settings));
    return new Victim(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        (line.startsWith("> ") ? answers : log)
            .add(line.startsWith("> ") ? line.substring(2) : line);
      }
    } catch (IOException e) {
      log.add("the victim's output ended: " + e);
    }
  }

  private String answer() throws InterruptedException {
    String line = answers.poll(60, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("the victim says nothing; its log: " + log());
    }
    return line;
  }

  synchronized String ask(String question) throws IOException, InterruptedException {
    questions.write(question + "\n");
    questions.flush();
    return answer();
  }

  Gauges gauges() throws IOException, InterruptedException {
    return Gauges.of(ask("gauges"));
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** The time of processors that it has used so far. */
  Duration used() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  String log() {
    return String.join("\n", log);
  }

  /** A normal client gets its answers, on an old connection and on new ones. */
  void serves(String path, int echoes) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    URI uri = URI.create("http://127.0.0.1:" + port);
    try (Client old = Client.connect(uri, path, "")) {
      for (int i = 0; i < echoes; i++) {
        old.send("normal " + i);
        assertThat(old.next()).isEqualTo("normal " + i);
        if (i % 20 == 0) {
          try (Client young = Client.connect(uri, path, "")) {
            young.send("new " + i);
            assertThat(young.next()).isEqualTo("new " + i);
          }
        }
      }
    }
    assertThat(deadline - System.nanoTime()).as("nanoseconds left").isPositive();
  }

  /** Waits until nothing is left of an attack; the threads of pools may idle on for a while. */
  void recovers(Gauges base, int idleThreads) {
    await("the victim to come back to " + base)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              Gauges now = gauges();
              assertThat(now.connections()).as("connections").isZero();
              assertThat(now.sessions()).as("sessions").isZero();
              assertThat(now.descriptors())
                  .as("descriptors")
                  .isLessThanOrEqualTo(base.descriptors() + 2);
              assertThat(now.threads())
                  .as("threads")
                  .isLessThanOrEqualTo(base.threads() + idleThreads);
              assertThat(now.heap()).as("heap").isLessThan(base.heap() + (8L << 20));
            });
    assertThat(log()).doesNotContain("OutOfMemoryError", "LEAK:", "OutOfDirectMemory", " ERROR ");
    assertThat(process.isAlive()).isTrue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
