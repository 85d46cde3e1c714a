package io.fairlead.samples.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs the load program (src/main/c/load.c) against a server. */
final class Load {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How long.
   *
   * @param seconds that it lasts
   * @param atLeast it goes on till so many messages came back, but at most ten times as long
   */
  record Span(double seconds, int atLeast) {}

  private final Path program;

  Load(Path program) {
    this.program = program;
  }

  /**
   * One slice.
   *
   * @param subject what the server is
   * @param tokens a file of bearer tokens, one a line, or none
   * @param fresh whether no token may be used twice
   * @throws BenchmarkException if the load fails; with what it said: a wrong echo, a refusal
   */
  Sample slice(
      Case what, Subject subject, ServerProcess server, Span span, List<Path> tokens, boolean fresh)
      throws IOException, InterruptedException {
    List<String> command = command(what.load(subject), what.path(subject), server, tokens);
    command.addAll(List.of("--pid", String.valueOf(server.pid())));
    command.addAll(List.of("--seconds", String.format(Locale.ROOT, "%.2f", span.seconds())));
    command.addAll(List.of("--at-least", String.valueOf(span.atLeast())));
    if (fresh) {
      command.addAll(List.of("--fresh", "1"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new BenchmarkException(said.strip());
    }
    return sample(JSON.readTree(said));
  }

  private static Sample sample(JsonNode figures) {
    double messages = figures.get("messages").asDouble();
    if (messages == 0) {
      throw new BenchmarkException("no message came back in the slice");
    }
    return new Sample(
        figures.get("serverCpu").asDouble() / messages * 1e6,
        messages / figures.get("seconds").asDouble(),
        figures.get("p50").asDouble(),
        figures.get("p99").asDouble(),
        figures.get("loadCpu").asDouble() / messages * 1e6,
        figures.has("alone") ? sample(figures.get("alone")) : null);
  }

  /** Opens connections that do nothing; they stay until the returned load is closed. */
  Idle idle(int connections, Subject subject, ServerProcess server, List<Path> tokens)
      throws IOException, InterruptedException {
    List<String> command =
        command(Case.IDLE.load(subject), Case.IDLE.path(subject), server, tokens);
    command.addAll(List.of("--connections", String.valueOf(connections)));
    return new Idle(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private List<String> command(
      List<String> options, String path, ServerProcess server, List<Path> tokens) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(options);
    command.addAll(List.of("--port", String.valueOf(server.port()), "--path", path));
    for (Path file : tokens) {
      command.addAll(List.of("--tokens", file.toString()));
    }
    return command;
  }

  /** Open connections. */
  static final class Idle implements AutoCloseable {
    private final Process process;

    private Idle(Process process) throws InterruptedException {
      this.process = process;
      try {
        new Lines(process.getInputStream(), "idle load").await("OPEN", Duration.ofSeconds(120));
      } catch (BenchmarkException e) {
        process.destroyForcibly();
        throw e;
      }
    }

    /** Whether all are still open. */
    boolean allOpen() {
      return process.isAlive();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
