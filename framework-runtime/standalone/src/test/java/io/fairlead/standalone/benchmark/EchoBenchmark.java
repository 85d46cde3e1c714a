package io.fairlead.standalone.benchmark;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Server CPU per message for an echo of 128 bytes on 64 connections: stock Tyrus on Grizzly beside
 * the whole runtime (JWT admission, one pass-through handler, the queue). Each subject is a process
 * of its own; slices are interleaved; the table gives medians and ratios.
 */
public final class EchoBenchmark {

  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = Integer.getInteger("rounds", 7);
  private static final Duration SLICE = Duration.ofSeconds(Integer.getInteger("seconds", 4));

  private EchoBenchmark() {}

  private record Subject(String name, Process process, int port, String path, String token) {}

  /** Runs it; takes about five minutes. */
  public static void main(String[] args) throws Exception {
    String classPath = System.getProperty("java.class.path");
    String stockPath =
        Stream.of(classPath.split(File.pathSeparator))
            .filter(entry -> !entry.endsWith("standalone" + File.separator + "target/classes"))
            .collect(Collectors.joining(File.pathSeparator));
    List<Subject> subjects = new ArrayList<>();
    try {
      subjects.add(start("stock Tyrus/Grizzly", stockPath, StockTyrusMain.class, "/echo"));
      Subject ours = start("Fairlead", classPath, FairleadMain.class, "/echo");
      subjects.add(ours);
      subjects.add(
          new Subject(
              "Fairlead @NonBlocking",
              ours.process(),
              ours.port(),
              "/echo-non-blocking",
              ours.token()));
      for (int inFlight : new int[] {1, 16}) {
        measure(subjects, inFlight);
      }
    } finally {
      subjects.forEach(subject -> subject.process().destroyForcibly());
    }
  }

  private static void measure(List<Subject> subjects, int inFlight) throws Exception {
    double[][] micros = new double[subjects.size()][ROUNDS];
    double[][] rates = new double[subjects.size()][ROUNDS];
    for (int round = -2; round < ROUNDS; round++) { // two rounds to warm up
      for (int s = 0; s < subjects.size(); s++) {
        Subject subject = subjects.get(s);
        try (EchoLoad load =
            new EchoLoad(subject.port(), subject.path(), subject.token(), CONNECTIONS, inFlight)) {
          load.prime();
          load.run(Duration.ofMillis(300).toNanos());
          Duration before = cpu(subject);
          long messages = load.run(SLICE.toNanos());
          double used = cpu(subject).minus(before).toNanos() / 1_000.0;
          if (round >= 0) {
            micros[s][round] = used / messages;
            rates[s][round] = messages / (double) SLICE.toSeconds();
          }
        }
      }
    }
    System.out.printf("%necho 128 B, %d in flight, %d connections%n", inFlight, CONNECTIONS);
    System.out.printf("%-24s %12s %8s %12s%n", "", "CPU µs/msg", "ratio", "messages/s");
    double base = median(micros[0]);
    for (int s = 0; s < subjects.size(); s++) {
      System.out.printf(
          "%-24s %12.2f %8.2f %12.0f%n",
          subjects.get(s).name(), median(micros[s]), median(micros[s]) / base, median(rates[s]));
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Duration cpu(Subject subject) {
    return subject.process().info().totalCpuDuration().orElseThrow();
  }

  private static Subject start(String name, String classPath, Class<?> main, String path)
      throws Exception {
    int port;
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx512m",
                "-cp",
                classPath,
                main.getName(),
                String.valueOf(port))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("READY")) {
        return new Subject(name, process, port, path, line.substring("READY".length()).strip());
      }
    }
    throw new IllegalStateException(name + " did not start");
  }
}
