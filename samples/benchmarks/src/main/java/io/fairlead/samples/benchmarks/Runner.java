package io.fairlead.samples.benchmarks;

import io.fairlead.samples.benchmarks.Load.Span;
import io.fairlead.samples.benchmarks.Results.LeftOut;
import io.fairlead.samples.benchmarks.Results.Measured;
import io.fairlead.samples.benchmarks.Results.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the cases: all subjects of a case serve side by side, and take turns, one slice a round, so
 * that what disturbs the machine disturbs all of them. The first rounds warm up and do not count.
 */
final class Runner {

  /** More than any subject does in a second; a slice ends when its tokens are used up. */
  private static final int FRESH_TOKENS_A_SECOND = 8_000;

  private static final int SPARE_DESCRIPTORS = 500;
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration RELEASE = Duration.ofSeconds(2);
  private static final int QUIET_TRIES = 20;

  private final Setup setup;
  private final Results.Effort effort;
  private final PrintWriter progress;
  private final Load load;
  private final Tokens tokens = new Tokens();
  private final List<LeftOut> leftOut = new ArrayList<>();

  Runner(Setup setup, Results.Effort effort, PrintWriter progress) {
    this.setup = setup;
    this.effort = effort;
    this.progress = progress;
    this.load = new Load(setup.tools().load());
  }

  /** What could not take part so far. */
  List<LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }

  Outcome run(Case what, List<Subject> subjects) throws IOException, InterruptedException {
    List<Subject> taking = subjects.stream().filter(what::has).toList();
    return what.memory() ? memory(what, taking) : timed(what, taking);
  }

  private Outcome timed(Case what, List<Subject> subjects)
      throws IOException, InterruptedException {
    Map<Subject, ServerProcess> servers = new EnumMap<>(Subject.class);
    Map<Subject, List<Sample>> samples = new EnumMap<>(Subject.class);
    Map<Subject, String> versions = new EnumMap<>(Subject.class);
    try {
      for (Subject subject : subjects) {
        start(what, subject, servers, versions);
      }
      for (int round = -effort.warmUps(); round < effort.rounds(); round++) {
        for (Subject subject : turns(subjects, round)) {
          ServerProcess server = servers.get(subject);
          if (server != null) {
            Sample sample = slice(what, subject, server, round);
            if (sample == null) {
              server.close();
              servers.remove(subject);
              samples.remove(subject);
            } else if (round >= 0) {
              samples.computeIfAbsent(subject, s -> new ArrayList<>()).add(sample);
            }
          }
        }
      }
    } finally {
      servers.values().forEach(ServerProcess::close);
    }
    return outcome(what, subjects, samples, versions);
  }

  private static Outcome outcome(
      Case what,
      List<Subject> subjects,
      Map<Subject, List<Sample>> samples,
      Map<Subject, String> versions) {
    List<Measured> measured = new ArrayList<>();
    for (Subject subject : subjects) {
      List<Sample> own = samples.get(subject);
      if (own != null) {
        measured.add(new Measured(subject, versions.getOrDefault(subject, ""), List.copyOf(own)));
      }
    }
    return new Outcome(what, measured);
  }

  /** Each round begins with another subject: none is always behind the same neighbour. */
  private static List<Subject> turns(List<Subject> subjects, int round) {
    int first = Math.floorMod(round, subjects.size());
    List<Subject> turns = new ArrayList<>(subjects.subList(first, subjects.size()));
    turns.addAll(subjects.subList(0, first));
    return turns;
  }

  private void start(
      Case what,
      Subject subject,
      Map<Subject, ServerProcess> servers,
      Map<Subject, String> versions)
      throws IOException, InterruptedException {
    try {
      ServerProcess server = ServerProcess.start(subject, what, setup);
      servers.put(subject, server);
      versions.put(subject, server.version());
      say("%s: %s serves (%s)", what.key(), subject.key(), server.version());
    } catch (BenchmarkException e) {
      leaveOut(what, subject, e);
    }
  }

  private @Nullable Sample slice(Case what, Subject subject, ServerProcess server, int round)
      throws IOException, InterruptedException {
    try {
      boolean fresh = subject == Subject.FAIRLEAD_FRESH_TOKEN;
      Span span = new Span(effort.seconds(), round < 0 ? what.warm() : 0);
      Sample sample = load.slice(what, subject, server, span, tokensFor(subject, fresh), fresh);
      say(
          "%s: %s, %s: %.2f µs a %s, %.0f a second, p50 %.0f µs, p99 %.0f µs%s",
          what.key(),
          round < 0 ? "warm-up" : "round " + (round + 1) + " of " + effort.rounds(),
          subject.key(),
          sample.cost(),
          what.per(),
          sample.rate(),
          sample.p50(),
          sample.p99(),
          alone(sample));
      return sample;
    } catch (BenchmarkException e) {
      leaveOut(what, subject, e);
      return null;
    }
  }

  private static String alone(Sample sample) {
    Sample alone = sample.alone();
    return alone == null
        ? ""
        : "; alone %.2f µs, p50 %.0f µs, p99 %.0f µs"
            .formatted(alone.cost(), alone.p50(), alone.p99());
  }

  private List<Path> tokensFor(Subject subject, boolean fresh) throws IOException {
    Path file = setup.out().resolve("logs").resolve(subject.key() + ".tokens");
    if (!subject.ours()) {
      return List.of();
    }
    if (fresh) {
      int enough =
          Math.max(Case.HANDSHAKE.warm(), (int) (FRESH_TOKENS_A_SECOND * effort.seconds()));
      return List.of(tokens.write(file, enough + FRESH_TOKENS_A_SECOND));
    }
    return List.of(Files.exists(file) ? file : tokens.write(file, 1));
  }

  private Outcome memory(Case what, List<Subject> subjects)
      throws IOException, InterruptedException {
    Map<Subject, List<Sample>> samples = new EnumMap<>(Subject.class);
    Map<Subject, String> versions = new EnumMap<>(Subject.class);
    List<Subject> failed = new ArrayList<>();
    long descriptors = Machine.descriptors();
    if (descriptors < effort.idleConnections() + SPARE_DESCRIPTORS) {
      BenchmarkException e =
          new BenchmarkException(
              "%d connections need as many descriptors, and there are %d; raise them: ulimit -Hn"
                  .formatted(effort.idleConnections(), descriptors));
      subjects.forEach(subject -> leaveOut(what, subject, e));
      failed.addAll(subjects);
    }
    for (int round = 0; round < effort.idleRounds(); round++) {
      for (Subject subject : subjects) {
        if (failed.contains(subject)) {
          continue;
        }
        try (ServerProcess server = ServerProcess.start(subject, what, setup)) {
          versions.put(subject, server.version());
          double kilobytes = idle(subject, server);
          say("%s: %s: %.1f KB a connection", what.key(), subject.key(), kilobytes);
          samples
              .computeIfAbsent(subject, s -> new ArrayList<>())
              .add(Sample.of(kilobytes, 0, 0, 0, 0));
        } catch (BenchmarkException e) {
          leaveOut(what, subject, e);
          failed.add(subject);
          samples.remove(subject);
        }
      }
    }
    return outcome(what, subjects, samples, versions);
  }

  /** What 10,000 connections add to a server that has already worked. */
  private double idle(Subject subject, ServerProcess server)
      throws IOException, InterruptedException {
    List<Path> token = tokensFor(subject, false);
    for (Case work : List.of(Case.HANDSHAKE, Case.ECHO_1, Case.ECHO_16)) {
      load.slice(work, subject, server, new Span(effort.seconds(), work.warm()), token, false);
    }
    long before = settled(server);
    try (Load.Idle connections = load.idle(effort.idleConnections(), subject, server, token)) {
      long with = settled(server);
      if (!connections.allOpen()) {
        throw new BenchmarkException("closed idle connections");
      }
      return (double) (with - before) / effort.idleConnections();
    }
  }

  /** Resident memory once the server has come to rest (its compiler too) and collected. */
  private static long settled(ServerProcess server) throws IOException, InterruptedException {
    for (int i = 0; i < QUIET_TRIES && !quiet(server); i++) {
      // as long as it works
    }
    server.collect();
    pause(RELEASE); // the collector gives memory back in the background
    return server.residentKilobytes();
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** Whether the server used less than a fiftieth of a processor for a while. */
  private static boolean quiet(ServerProcess server) {
    Duration before = server.cpu();
    pause(QUIET);
    return server.cpu().minus(before).multipliedBy(50).compareTo(QUIET) < 0;
  }

  private void leaveOut(Case what, Subject subject, BenchmarkException e) {
    String reason = e.getMessage() == null ? "" : e.getMessage();
    leftOut.add(new LeftOut(what, subject, reason));
    say("%s: %s is left out: %s", what.key(), subject.key(), reason);
  }

  private void say(String format, Object... values) {
    progress.printf(format + "%n", values);
    progress.flush();
  }
}
