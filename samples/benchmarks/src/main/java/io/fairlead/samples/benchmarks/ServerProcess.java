package io.fairlead.samples.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A subject that serves, in a process of its own. It ends with this one, whatever happens. */
final class ServerProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final Lines lines;
  private final int port;
  private final Path log;
  private String version = "";

  private ServerProcess(Process process, String name, int port, Path log) {
    this.process = process;
    this.lines = new Lines(process.getInputStream(), name);
    this.port = port;
    this.log = log;
  }

  /**
   * Starts and waits till it serves.
   *
   * @throws BenchmarkException if it does not; says why
   */
  static ServerProcess start(Subject subject, Case what, Setup setup)
      throws IOException, InterruptedException {
    int port = freePort();
    Path log = setup.out().resolve("logs").resolve(what.key() + "-" + subject.key() + ".log");
    Files.createDirectories(log.getParent());
    Process process =
        new ProcessBuilder(command(subject, what, port, setup))
            .redirectError(ProcessBuilder.Redirect.to(log.toFile()))
            .start();
    ServerProcess server = new ServerProcess(process, subject.key(), port, log);
    try {
      server.version = server.lines.await("READY ", START);
      return server;
    } catch (BenchmarkException e) {
      server.close();
      throw new BenchmarkException(subject.title() + " did not start: " + server.explain(e));
    }
  }

  private static List<String> command(Subject subject, Case what, int port, Setup setup)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (subject.java()) {
      command.add(setup.java().toString());
      command.addAll(setup.jvmFlags(what));
      command.add("-cp");
      command.add(setup.classPath(subject));
      command.add(subject.mainClass());
    } else {
      command.add(setup.tools().gin().toString());
    }
    command.add(String.valueOf(port));
    command.add(String.valueOf(what.messageSize()));
    command.addAll(subject.arguments());
    command.addAll(what.serverOptions(subject));
    return command;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String explain(BenchmarkException e) throws IOException {
    List<String> said = Files.exists(log) ? Files.readAllLines(log) : List.of();
    List<String> telling =
        said.stream()
            .filter(line -> !line.isBlank() && !line.startsWith("\tat"))
            .skip(Math.max(0, said.size() - 20))
            .limit(3)
            .toList();
    return e.getMessage() + (telling.isEmpty() ? "" : " (" + String.join(" | ", telling) + ")");
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** What it says it is. */
  String version() {
    return version;
  }

  /** Has it collect its garbage; twice, for what is freed by reference handling. */
  void collect() throws IOException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      OutputStream in = process.getOutputStream();
      in.write("collect\n".getBytes(StandardCharsets.US_ASCII));
      in.flush();
      lines.await("DONE", START);
    }
  }

  /** Processor time used so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Its resident memory in KB (1,024 bytes). */
  long residentKilobytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/smaps_rollup"))) {
      if (line.startsWith("Rss:")) {
        return Long.parseLong(line.replaceAll("\\D+", ""));
      }
    }
    throw new IOException("no Rss in smaps_rollup");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
