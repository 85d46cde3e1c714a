package io.fairlead.contract.suite;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Received;
import io.fairlead.contract.client.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Clients with messages queued for them that begin to read only when the application ends. */
final class Backlog implements AutoCloseable {

  static final int CLIENTS = 20;
  static final int MESSAGES = 120;

  private static final int SIZE = 32 * 1024;
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private final List<RawClient> clients = new ArrayList<>();
  private final List<String> tags = new ArrayList<>();
  private final ExecutorService readers = Executors.newFixedThreadPool(CLIENTS);

  /**
   * What a client saw.
   *
   * @param messages how many came whole and in order
   * @param end the close code, or what else was there in its place
   */
  record Outcome(int messages, String end) {}

  private Backlog() {}

  /** Connects them and has the endpoint fill their queues. */
  static Backlog of(Site site) throws IOException {
    Backlog backlog = new Backlog();
    for (int i = 0; i < CLIENTS; i++) {
      String tag = Site.tag("backlog");
      backlog.tags.add(tag);
      backlog.clients.add(
          RawClient.connect(site.server().base(), RECEIVE_BUFFER)
              .open(site.path("/flood?id=" + tag), Site.bearer(Tokens.of("reader" + i)))
              .send("fill " + MESSAGES));
    }
    backlog.tags.forEach(tag -> site.awaitEvent("filled " + tag));
    return backlog;
  }

  /** The connections' names. */
  List<String> tags() {
    return tags;
  }

  /** How many messages were still queued for each when the last was accepted. */
  List<Integer> queued(Site site) {
    return tags.stream()
        .map(tag -> Integer.valueOf(site.awaitEvent("filled " + tag).split(" ", 4)[3]))
        .toList();
  }

  /** Begins to read everywhere. */
  List<Future<Outcome>> read() {
    return clients.stream().map(client -> readers.submit(() -> read(client))).toList();
  }

  /** Waits for what they see. */
  static List<Outcome> outcomes(List<Future<Outcome>> reads) throws InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> read : reads) {
      try {
        outcomes.add(read.get(60, TimeUnit.SECONDS));
      } catch (ExecutionException | TimeoutException e) {
        outcomes.add(new Outcome(-1, e.toString()));
      }
    }
    return outcomes;
  }

  /** A server that has told why it ends may do so before it is answered. */
  private static void answer(RawClient client, int code) {
    try {
      client.send(Frames.close(code, ""));
    } catch (IOException e) {
      // it has
    }
  }

  private static Outcome read(RawClient client) {
    int count = 0;
    try {
      while (true) {
        Received message = client.message();
        if (message.isClose()) {
          answer(client, message.closeCode());
          return new Outcome(count, String.valueOf(message.closeCode()));
        }
        String text = message.text();
        if (text.equals("filled") && count == MESSAGES) {
          continue;
        }
        if (!text.startsWith(count + ":x") || text.length() != SIZE + (count + ":").length()) {
          return new Outcome(count, "unexpected " + message);
        }
        count++;
      }
    } catch (IOException e) {
      return new Outcome(count, e.toString());
    }
  }

  @Override
  public void close() throws IOException {
    readers.shutdownNow();
    for (RawClient client : clients) {
      client.close();
    }
  }
}
