package io.fairlead.samples.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The lines that a process prints, to be waited for with a deadline. */
final class Lines {

  private static final String END = "\0end";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  Lines(InputStream from, String name) {
    Thread reader = new Thread(() -> read(from), "lines of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream from) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException gone) {
      // the process was ended: that is the end of its lines
    }
    lines.add(END);
  }

  /**
   * Waits for a line that begins so, and returns the rest of it; others are passed over.
   *
   * @throws BenchmarkException if the process ends before, or the time is up
   */
  String await(String prefix, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new BenchmarkException("no '" + prefix.strip() + "' within " + longest);
      }
      if (line.equals(END)) {
        throw new BenchmarkException("ended without saying '" + prefix.strip() + "'");
      }
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length()).strip();
      }
    }
  }
}
