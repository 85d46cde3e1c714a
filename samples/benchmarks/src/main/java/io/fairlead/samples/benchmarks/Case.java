package io.fairlead.samples.benchmarks;

import static io.fairlead.samples.benchmarks.Subject.FAIRLEAD;
import static io.fairlead.samples.benchmarks.Subject.FAIRLEAD_FRESH_TOKEN;
import static io.fairlead.samples.benchmarks.Subject.FAIRLEAD_LANES;
import static io.fairlead.samples.benchmarks.Subject.FAIRLEAD_NON_BLOCKING;
import static io.fairlead.samples.benchmarks.Subject.GIN;
import static io.fairlead.samples.benchmarks.Subject.JETTY;
import static io.fairlead.samples.benchmarks.Subject.TOMCAT;
import static io.fairlead.samples.benchmarks.Subject.TYRUS;
import static io.fairlead.samples.benchmarks.Subject.UNDERTOW;
import static io.fairlead.samples.benchmarks.Target.absolute;
import static io.fairlead.samples.benchmarks.Target.p99ToAlone;
import static io.fairlead.samples.benchmarks.Target.ratio;

import java.util.ArrayList;
import java.util.List;

/** What is measured, by what load, and what is to be reached. */
public enum Case {
  ECHO_1(
      "echo-1",
      "Echo of 128 B, 1 in flight, 64 connections",
      "message",
      "messages",
      60_000,
      List.of("echo", "--connections", "64", "--in-flight", "1", "--bytes", "128"),
      List.of(
          ratio(FAIRLEAD_NON_BLOCKING, 0.45, TYRUS),
          ratio(FAIRLEAD_NON_BLOCKING, 1, JETTY),
          ratio(FAIRLEAD_NON_BLOCKING, 1, UNDERTOW),
          ratio(FAIRLEAD_NON_BLOCKING, 1, TOMCAT),
          ratio(FAIRLEAD_NON_BLOCKING, 1.25, GIN),
          ratio(FAIRLEAD, 0.80, TYRUS))),
  ECHO_16(
      "echo-16",
      "Echo of 128 B, 16 in flight, 64 connections",
      "message",
      "messages",
      200_000,
      List.of("echo", "--connections", "64", "--in-flight", "16", "--bytes", "128"),
      List.of(
          ratio(FAIRLEAD_NON_BLOCKING, 0.30, TYRUS),
          ratio(FAIRLEAD_NON_BLOCKING, 1, GIN),
          ratio(FAIRLEAD, 0.45, TYRUS))),
  ECHO_16K(
      "echo-16k",
      "Echo of 16 KiB, 1 in flight, 16 connections",
      "message",
      "messages",
      15_000,
      List.of("echo", "--connections", "16", "--in-flight", "1", "--bytes", "16384"),
      List.of(
          ratio(FAIRLEAD_NON_BLOCKING, 0.35, TYRUS),
          ratio(FAIRLEAD_NON_BLOCKING, 1, GIN),
          ratio(FAIRLEAD, 0.45, TYRUS))),
  FANOUT(
      "fanout",
      "Fan-out of 128 B to 1,000 subscribers, a loop over the sessions",
      "delivery",
      "deliveries",
      150_000,
      List.of("fanout", "--connections", "1000", "--bytes", "128"),
      List.of(
          ratio(FAIRLEAD_NON_BLOCKING, 0.55, TYRUS),
          ratio(FAIRLEAD_NON_BLOCKING, 1.1, GIN),
          ratio(FAIRLEAD, 0.55, TYRUS),
          ratio(FAIRLEAD, 1.1, GIN))),
  TOPIC_1(
      "topic-1",
      "Topic with 1,000 subscribers, 128 B, one message at a time; the others by their loop",
      "delivery",
      "deliveries",
      150_000,
      List.of("fanout", "--connections", "1000", "--bytes", "128"),
      List.of(
          ratio(FAIRLEAD_NON_BLOCKING, 0.45, TYRUS),
          ratio(FAIRLEAD, 0.45, TYRUS),
          ratio(FAIRLEAD_LANES, 1.15, FAIRLEAD_NON_BLOCKING))),
  TOPIC_10(
      "topic-10",
      "Topic with 1,000 subscribers, 128 B, in bursts of ten; the others by their loop",
      "delivery",
      "deliveries",
      500_000,
      List.of("fanout", "--connections", "1000", "--bytes", "128", "--burst", "10"),
      List.of(
          ratio(FAIRLEAD_NON_BLOCKING, 0.25, TYRUS),
          ratio(FAIRLEAD_NON_BLOCKING, 1, GIN),
          ratio(FAIRLEAD, 0.25, TYRUS),
          ratio(FAIRLEAD, 1, GIN),
          ratio(FAIRLEAD_LANES, 1.15, FAIRLEAD_NON_BLOCKING))),
  SLOW(
      "slow",
      "Topic with 1,000 subscribers, 1 KiB, five every 200 ms, beside 1,000 that never read",
      "delivery",
      "deliveries",
      100_000,
      List.of(
          "slow",
          "--connections",
          "1000",
          "--silent",
          "1000",
          "--bytes",
          "1024",
          "--burst",
          "5",
          "--every",
          "200",
          "--fill",
          "300"),
      List.of(p99ToAlone(FAIRLEAD_NON_BLOCKING, 2), p99ToAlone(FAIRLEAD, 2))),
  HANDSHAKE(
      "handshake",
      "Handshake: connect, upgrade, close; ours with JWT",
      "handshake",
      "handshakes",
      20_000, // the JIT compiler has far more code to see than for a message
      List.of("handshake", "--connections", "32", "--addresses", "8"),
      List.of(ratio(FAIRLEAD, 1.0, TYRUS), ratio(FAIRLEAD_FRESH_TOKEN, 1.2, TYRUS))),
  IDLE(
      "idle",
      "Memory for each idle connection",
      "connection",
      "connections",
      0,
      List.of("idle", "--addresses", "8"),
      List.of(
          absolute(FAIRLEAD, 10),
          ratio(FAIRLEAD, 1, TYRUS),
          ratio(FAIRLEAD, 1, JETTY),
          ratio(FAIRLEAD, 1, UNDERTOW),
          ratio(FAIRLEAD, 1, TOMCAT),
          ratio(FAIRLEAD, 1, GIN)));

  /** The largest message of any case, for servers that must be told. */
  static final int LARGEST_MESSAGE = 16384;

  private static final int LANES = 3;

  private final String key;
  private final String title;
  private final String per;
  private final String plural;
  private final int warm;
  private final List<String> load;
  private final List<Target> targets;

  Case(
      String key,
      String title,
      String per,
      String plural,
      int warm,
      List<String> load,
      List<Target> targets) {
    this.key = key;
    this.title = title;
    this.per = per;
    this.plural = plural;
    this.warm = warm;
    this.load = load;
    this.targets = targets;
  }

  /** The name on the command line. */
  public String key() {
    return key;
  }

  /** The name in tables. */
  public String title() {
    return title;
  }

  /** What a figure is for: a message, a delivery, a handshake, a connection. */
  public String per() {
    return per;
  }

  /** The plural of {@link #per}. */
  public String plural() {
    return plural;
  }

  /** How many make a JVM warm: in the first rounds a slice lasts till so many are done. */
  int warm() {
    return warm;
  }

  /** Whether memory is measured, not time. */
  public boolean memory() {
    return this == IDLE;
  }

  /** Whether latencies are compared, with and without clients that never read. */
  public boolean latency() {
    return this == SLOW;
  }

  /** The unit of {@link Sample#cost}. */
  public String unit() {
    return memory() ? "KB" : "µs";
  }

  /** What is to be reached. */
  public List<Target> targets() {
    return targets;
  }

  /** The load's mode and options. */
  List<String> load(Subject subject) {
    List<String> options = new ArrayList<>(load);
    if (subject == FAIRLEAD_LANES) {
      options.addAll(List.of("--lanes", String.valueOf(LANES)));
    }
    if (latency() && subject.ours()) {
      options.addAll(List.of("--must-miss", "1")); // else nothing was full
    }
    return options;
  }

  /** The path that the load asks for. The others have no topics: theirs is the loop. */
  String path(Subject subject) {
    return switch (this) {
      case FANOUT -> "/fanout";
      case TOPIC_1, TOPIC_10, SLOW ->
          !subject.ours() ? "/fanout" : subject == FAIRLEAD_LANES ? "/topic-lanes" : "/topic";
      default -> "/echo";
    };
  }

  /**
   * Options of a server. Clients that never read are to find their queues full, and not to be
   * dropped because memory is short.
   */
  List<String> serverOptions(Subject subject) {
    return latency() && subject.ours() ? List.of("short-queues") : List.of();
  }

  /** The size of the largest message, 0 where every server's default suffices. */
  int messageSize() {
    return this == ECHO_16K ? LARGEST_MESSAGE : 0;
  }

  /** Whether a subject has a part in it. */
  boolean has(Subject subject) {
    return switch (subject) {
      case FAIRLEAD_FRESH_TOKEN -> this == HANDSHAKE;
      case FAIRLEAD_NON_BLOCKING -> this != HANDSHAKE && this != IDLE;
      case FAIRLEAD_LANES -> this == TOPIC_1 || this == TOPIC_10;
      case FAIRLEAD, TYRUS, GIN -> true;
      default -> this != SLOW;
    };
  }
}
