package io.fairlead.samples.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A process of the distribution. */
record Launched(Process process, Path outFile, Path errFile) implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(90);

  String out() {
    return Installation.read(outFile);
  }

  String err() {
    return Installation.read(errFile);
  }

  /** Waits for the line and hands out its address. */
  URI ready() {
    Awaitility.await("READY")
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> out().endsWith("\n") || !process.isAlive());
    assertThat(out()).as(err()).matches("READY http://127\\.0\\.0\\.1:\\d+\n");
    return URI.create(out().strip().substring("READY ".length()));
  }

  /** SIGTERM: the distribution's script has become the JVM, so the process is the server. */
  void terminate() {
    process.destroy();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as(err()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
