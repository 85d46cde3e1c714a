package io.fairlead.standalone.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.connection.Overflow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** All that clients and operators do to a server, at once. Each part checks what it gets. */
final class Mix {

  private static final int TALKERS = 200;
  private static final int TALKERS_PER_SECOND = 500;
  private static final int BURST = 200;
  private static final int MEMBERS = 12;
  private static final int SAID = 50;
  private static final byte[] CLOSE = Attacker.frame(0x88, new byte[] {3, (byte) 0xE8});

  private final Victim server;
  private final Swapper swapper;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicInteger swaps = new AtomicInteger();
  private final AtomicInteger from = new AtomicInteger();

  /**
   * What has been done so far.
   *
   * @param connections that were opened, half a handshake counts
   * @param messages that came back, and were right
   * @param swaps of plugins, those that failed by intent among them
   */
  record Done(long connections, long messages, int swaps) {}

  Mix(Victim server, Swapper swapper) {
    this.server = server;
    this.swapper = swapper;
  }

  Done done() {
    return new Done(connections.get(), messages.get(), swaps.get());
  }

  /** One part, done over and over. */
  private interface Part {
    void once(int turn) throws Exception;
  }

  /** Does all of it until then; all clients have gone when it returns, whether orderly or not. */
  void run(long end) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Talkers talkers = new Talkers(server.port(), TALKERS, TALKERS_PER_SECOND)) {
      connections.addAndGet(TALKERS);
      List<Future<?>> parts = new ArrayList<>();
      parts.add(threads.submit(() -> over(end, 20, this::comeAndGo)));
      parts.add(threads.submit(() -> over(end, 20, this::drop)));
      parts.add(threads.submit(() -> over(end, 200, this::flood)));
      parts.add(threads.submit(() -> over(end, 500, this::readSlowly)));
      parts.add(threads.submit(() -> over(end, 500, this::meet)));
      parts.add(
          threads.submit(
              () ->
                  over(
                      end,
                      2_000,
                      turn -> {
                        swapper.swap(server, talkers);
                        swaps.incrementAndGet();
                      })));
      for (Future<?> part : parts) {
        part.get();
      }
      talkers.finish();
      messages.addAndGet(talkers.answers());
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void over(long end, int pauseMillis, Part part) throws Exception {
    for (int turn = 0; System.nanoTime() - end < 0; turn++) {
      part.once(turn);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis)); // a rate, no waiting
    }
    return null;
  }

  /** From one address after the other: the ports of one are soon used up. */
  private Attacker connect() throws IOException {
    connections.incrementAndGet();
    return Attacker.connect(server.port(), "127.0.0." + (2 + from.getAndIncrement() % 40));
  }

  private Attacker open(String path) throws IOException {
    Attacker client = connect();
    client.send(Attacker.handshake(path));
    client.readHead();
    return client;
  }

  /** Comes, gets its answers, and goes in order. */
  private void comeAndGo(int turn) throws IOException {
    String path = turn % 2 == 0 ? "/echo" : "/counting/x";
    try (Attacker client = open(path)) {
      for (int i = 0; i < 3; i++) {
        client.send(Attacker.text("n" + i));
        assertThat(client.frame().text()).startsWith("n" + i + " ");
        messages.incrementAndGet();
      }
      leave(client);
    }
  }

  private static void leave(Attacker client) throws IOException {
    client.send(CLOSE);
    assertThat(client.lastCode()).isEqualTo(1000);
  }

  /** Is gone of a sudden, in the middle of something. */
  private void drop(int turn) throws IOException {
    String path = turn % 2 == 0 ? "/echo" : "/counting/x";
    switch (turn / 2 % 5) {
      case 0 -> {
        Attacker client = connect();
        client.send("GET /echo HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
        client.reset();
      }
      case 1 -> {
        Attacker client = open(path);
        client.send(Attacker.text("a"));
        client.reset();
      }
      case 2 -> {
        Attacker client = open(path);
        client.send(Attacker.frame(0x81, new byte[] {'a'}, 1000));
        client.reset();
      }
      case 3 -> {
        Attacker client = open(path);
        client.send(Attacker.times(50, Attacker.text(Endpoints.HELD))); // handlers have them yet
        client.reset();
      }
      default -> open(path).close(); // without a close frame
    }
  }

  /** Sends many messages before it reads an answer; then all are there, in order. */
  private void flood(int turn) throws IOException {
    String filler = " ".repeat(900);
    try (Attacker client = open("/echo")) {
      for (int i = 0; i < BURST; i++) {
        client.send(Attacker.text(i + filler));
      }
      for (int i = 0; i < BURST; i++) {
        assertThat(client.frame().text()).startsWith(i + filler);
        messages.incrementAndGet();
      }
      leave(client);
    }
  }

  /** Has much sent to it and reads nothing for a while; then all, or it is gone. */
  private void readSlowly(int turn) throws IOException {
    Overflow[] policies = {Overflow.REJECT, Overflow.DROP_OLDEST, Overflow.DROP_NEWEST};
    Attacker client = open("/flood");
    client.send(Attacker.text(policies[turn % policies.length] + " 1000 8000"));
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1)); // the queue fills
    if (turn % 2 == 0) {
      client.reset();
    } else {
      try (client) {
        leave(client);
      }
    }
  }

  /** Some meet in a room: each gets all that is said there. Half of them go in order. */
  private void meet(int turn) throws IOException {
    List<Attacker> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      Attacker member = open("/room/" + turn);
      assertThat(member.frame().text()).isEqualTo("in"); // the handshake alone does not say so
      members.add(member);
    }
    for (int i = 0; i < SAID; i++) {
      members.get(0).send(Attacker.text("said " + i));
    }
    for (Attacker member : members) {
      for (int i = 0; i < SAID; i++) {
        assertThat(member.frame().text()).startsWith("said " + i + " ");
        messages.incrementAndGet();
      }
    }
    for (int i = 0; i < MEMBERS; i++) {
      try (Attacker member = members.get(i)) {
        if (i % 2 == 0) {
          leave(member);
        } else {
          member.reset();
        }
      }
    }
  }
}
