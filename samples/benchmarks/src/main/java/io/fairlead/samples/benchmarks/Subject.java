package io.fairlead.samples.benchmarks;

import java.util.List;

/** What is measured: a server process and its class path (target/peers). */
public enum Subject {
  FAIRLEAD_NON_BLOCKING("fairlead-non-blocking", "Fairlead, @NonBlocking", "fairlead"),
  FAIRLEAD_LANES("fairlead-lanes", "Fairlead, @NonBlocking, lanes and keys", "fairlead"),
  FAIRLEAD("fairlead", "Fairlead, callbacks on threads", "fairlead"),
  FAIRLEAD_FRESH_TOKEN("fairlead-fresh-token", "Fairlead, a new token each time", "fairlead"),
  TYRUS("tyrus", "Tyrus on Grizzly", "tyrus"),
  JETTY("jetty", "Jetty", "jetty"),
  UNDERTOW("undertow", "Undertow", "undertow"),
  TOMCAT("tomcat", "Tomcat", "tomcat"),
  NETTY("netty", "Netty, bare", "netty"),
  GIN("gin", "Gin + gorilla (Go)", "");

  private final String key;
  private final String title;
  private final String peer;

  Subject(String key, String title, String peer) {
    this.key = key;
    this.title = title;
    this.peer = peer;
  }

  /** The name on the command line. */
  public String key() {
    return key;
  }

  /** The name in tables. */
  public String title() {
    return title;
  }

  /** Whether it is this project's. */
  public boolean ours() {
    return peer.equals("fairlead");
  }

  /** Whether it runs in a JVM. */
  boolean java() {
    return this != GIN;
  }

  /** The name of its class path file, without the ending. */
  String peer() {
    return peer;
  }

  /** Its main class, by name: the class stands on its class path, not on ours. */
  String mainClass() {
    String name = Character.toUpperCase(peer.charAt(0)) + peer.substring(1) + "Main";
    return Subject.class.getPackageName() + ".servers." + name;
  }

  /** Arguments behind the port and the message size. */
  List<String> arguments() {
    return this == FAIRLEAD_NON_BLOCKING || this == FAIRLEAD_LANES
        ? List.of("non-blocking")
        : List.of();
  }
}
