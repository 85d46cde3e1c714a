package io.fairlead.standalone.hosting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One class, one client, and what the client does.
 *
 * @param name for people
 * @param endpoint the annotated class
 * @param target path and query
 * @param subprotocols what the client offers
 * @param script what the client does
 * @param difference why the hosted class deliberately sees something else; null where it does not
 * @param hosted what it sees then; null where it sees the same
 */
record Scenario(
    String name,
    Class<?> endpoint,
    String target,
    List<String> subprotocols,
    Script script,
    String difference,
    Transcript hosted) {

  /** What the client does once it is connected. */
  @FunctionalInterface
  interface Script {
    void run(Peer peer) throws Exception;
  }

  /** What both sides saw. */
  record Transcript(List<String> endpoint, List<String> client) {

    /** The lives of coders go to the end: stock Tyrus has no order in them. */
    static Transcript of(List<String> endpoint, List<String> client) {
      List<String> sorted = new ArrayList<>(endpoint);
      sorted.removeIf(Transcript::ofCoder);
      endpoint.stream().filter(Transcript::ofCoder).sorted().forEach(sorted::add);
      return new Transcript(sorted, client);
    }

    private static boolean ofCoder(String entry) {
      return entry.startsWith("init ") || entry.startsWith("destroy ");
    }
  }

  static Scenario of(String name, Class<?> endpoint, String target, Script script) {
    return new Scenario(name, endpoint, target, List.of(), script, null, null);
  }

  Scenario offering(String... names) {
    return new Scenario(name, endpoint, target, List.of(names), script, difference, hosted);
  }

  /** Names a deliberate difference. */
  Scenario differs(String why, List<String> endpointSees, List<String> clientSees) {
    return new Scenario(
        name,
        endpoint,
        target,
        subprotocols,
        script,
        why,
        new Transcript(endpointSees, clientSees));
  }

  /** Runs it on a server of its own. */
  Transcript play(Carrier.Starter starter) throws Exception {
    Journal.clear();
    Peer peer;
    try (Carrier carrier = starter.start(endpoint)) {
      peer = Peer.connect(carrier.uri(target), subprotocols, Map.of("X-Test", "yes"));
      if (!peer.over()) {
        script.run(peer);
        if (!peer.over() && !peer.closing()) {
          peer.close(1000, "bye");
        }
        Patience.await("the close, now " + peer.events()).until(peer::over);
      }
      if (peer.connected() && !List.of(endpoint.getInterfaces()).contains(NoClose.class)) {
        Journal.await(entry -> entry.startsWith("closed"));
      }
    } // the endpoint's last words come before the server has stopped
    return Transcript.of(Journal.entries(), peer.events());
  }

  /** Marks a class that does not note its close. */
  interface NoClose {}

  @Override
  public String toString() {
    return name;
  }
}
