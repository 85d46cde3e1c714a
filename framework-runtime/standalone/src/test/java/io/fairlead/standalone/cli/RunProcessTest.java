package io.fairlead.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fairlead run} as a process: its output, its signals, its exit codes. */
class RunProcessTest {

  private final Path directory;

  RunProcessTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("conf"));
  }

  private List<String> command(List<String> jvm, String... args) {
    List<String> all = new ArrayList<>(jvm);
    all.add("-Dtest.home=" + directory);
    return ChildProcess.java(SocketServer.class, all, args);
  }

  private ChildProcess run(List<String> jvm, String... args) throws IOException {
    String[] run = new String[args.length + 1];
    run[0] = "run";
    System.arraycopy(args, 0, run, 1, args.length);
    return ChildProcess.start(directory, command(jvm, run), Map.of());
  }

  @Test
  void saysReadyOnStandardOutputAloneAndEndsWith0AfterSigterm() throws Exception {
    try (ChildProcess server = run(List.of(), "--port", "0")) {
      server.awaitOut("\n");
      assertThat(server.out()).matches("READY http://127\\.0\\.0\\.1:\\d+\n");
      URI uri = URI.create(server.out().strip().substring("READY ".length()));
      new Socket(uri.getHost(), uri.getPort()).close();
      assertThat(server.err()).contains("made a development key").doesNotContain("OFF");
      server.signal("TERM");
      assertThat(server.exitCode()).isZero();
      assertThat(server.out().lines()).hasSize(1);
      assertThat(server.err()).contains("stopping: SIGTERM", "stopped after");
    }
  }

  @Test
  void showsProgressWhileDraining() throws Exception {
    Path release = directory.resolve("release");
    try (ChildProcess server = run(List.of("-Dtest.release=" + release), "--port", "0")) {
      server.awaitOut("READY");
      server.signal("INT");
      server.awaitErr("3 connections still open after 2 s");
      assertThat(server.process.isAlive()).isTrue();
      Files.createFile(release);
      assertThat(server.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, TERM, 143", "INT, INT, 130", "INT, TERM, 143", "TERM, INT, 130"})
  void secondSignalEndsAtOnce(String first, String second, int code) throws Exception {
    String never = "-Dtest.release=" + directory.resolve("never");
    try (ChildProcess server = run(List.of(never), "--port", "0")) {
      server.awaitOut("READY");
      server.signal(first);
      server.awaitErr("stopping: SIG");
      server.signal(second);
      assertThat(server.exitCode()).isEqualTo(code);
    }
  }

  @Test
  void takenPortIsOneLineAndExit2() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        ChildProcess server =
            run(
                List.of(),
                "--port=" + taken.getLocalPort(),
                "-Dfairlead.auth.jwt.secret=" + "x".repeat(32))) {
      assertThat(server.exitCode()).isEqualTo(2);
      assertThat(server.err().lines()).hasSize(1);
      assertThat(server.err()).startsWith("fairlead run: ").contains("in use", "--port");
      assertThat(server.out()).isEmpty();
    }
  }

  @Test
  void authenticationThatIsOffIsLoud() throws Exception {
    try (ChildProcess server = run(List.of(), "--port=0", "-Dfairlead.auth.mode=none")) {
      server.awaitOut("READY");
      assertThat(server.err())
          .contains("*** AUTHENTICATION IS OFF (fairlead.auth.mode=none): whoever reaches http://");
      assertThat(server.out().lines()).hasSize(1);
      assertThat(directory.resolve("conf/dev-key")).doesNotExist();
    }
  }

  @Test
  void warnsOfAnUnknownVariableAndGoesOn() throws Exception {
    try (ChildProcess server =
        ChildProcess.start(
            directory,
            command(List.of(), "run"),
            Map.of("FAIRLEAD_SERVER_PORT", "0", "FAIRLEAD_SERVER_PROT", "1"))) {
      server.awaitOut("READY");
      assertThat(server.err())
          .contains("FAIRLEAD_SERVER_PROT", "did you mean 'FAIRLEAD_SERVER_PORT'?");
    }
  }

  /** Ctrl-C in Maven's terminal: the child gets the terminal's INT, and then Maven's TERM. */
  @Test
  void signalThatTheParentRepeatsIsNoSecondOne() throws Exception {
    Path release = directory.resolve("release");
    List<String> jvm = List.of("-Dtest.release=" + release);
    try (ChildProcess server = run(jvm, "--port=0", "--exit-with-parent")) {
      server.awaitOut("READY");
      server.signal("INT");
      server.awaitErr("stopping: SIG");
      server.signal("TERM");
      server.awaitErr("still open after 1 s");
      Files.createFile(release);
      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void endsWithItsParentEvenIfThatIsKilled() throws Exception {
    String java =
        String.join(
            " ",
            command(List.of(), "run", "--port=0", "--exit-with-parent").stream()
                .map(word -> "'" + word + "'")
                .toList());
    try (ChildProcess parent =
        ChildProcess.start(directory, Arrays.asList("sh", "-c", java + "; true"), Map.of())) {
      parent.awaitOut("READY");
      ProcessHandle child = parent.process.children().findFirst().orElseThrow();
      parent.process.destroyForcibly();
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !child.isAlive());
      assertThat(parent.err()).contains("stopping: end of the parent", "stopped after");
    }
  }
}
