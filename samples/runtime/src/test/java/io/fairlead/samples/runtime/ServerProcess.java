package io.fairlead.samples.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The packaged distribution, running as a process of its own on a port of 127.0.0.1. */
final class ServerProcess implements AutoCloseable {

  private static final String READY = "READY ";

  private final Process process;
  private final StringBuffer output = new StringBuffer();
  private final URI uri;

  private ServerProcess(Process process) throws Exception {
    this.process = process;
    CompletableFuture<URI> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(ready), "server output");
    reader.setDaemon(true);
    reader.start();
    try {
      uri = ready.get(90, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not become ready:\n" + output, e);
    }
  }

  /** Starts {@code fairlead run} and returns when it is ready. */
  static ServerProcess start(int port, String... options) throws Exception {
    Path home = Path.of(System.getProperty("distribution", "target/fairlead")).toAbsolutePath();
    Path launcher = home.resolve("bin/fairlead");
    if (!Files.isExecutable(launcher)) {
      throw new IllegalStateException(launcher + " is missing: run 'mvn package' first");
    }
    List<String> command = new ArrayList<>();
    command.addAll(List.of(launcher.toString(), "run", "--port", String.valueOf(port)));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_OPTS", "-Xmx256m");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return new ServerProcess(builder.start());
  }

  private void read(CompletableFuture<URI> ready) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        if (line.startsWith(READY)) {
          ready.complete(URI.create(line.substring(READY.length()).strip()));
        }
      }
      ready.completeExceptionally(new IllegalStateException("it ended"));
    } catch (IOException e) {
      ready.completeExceptionally(new UncheckedIOException(e));
    }
  }

  URI uri() {
    return uri;
  }

  String output() {
    return output.toString();
  }

  /** Asks it to drain (SIGTERM); returns its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not stop:\n" + output);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      stop();
    }
  }
}
