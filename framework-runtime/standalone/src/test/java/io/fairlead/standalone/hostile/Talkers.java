package io.fairlead.standalone.hostile;

import io.fairlead.standalone.support.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.awaitility.Awaitility;

/**
 * Many clients on one thread that send numbered messages all the time, some before the answer to
 * the last has come, and check each answer: none lost, doubled, out of order, or stamped by two
 * versions. Every other one talks to the endpoint of a plugin, which counts what it gets.
 */
final class Talkers implements AutoCloseable {

  /** So many messages may be under way on a connection. */
  private static final int AHEAD = 4;

  /** Every so many messages one is held up between the two stamps, so that swaps meet it there. */
  private static final int HELD = 7;

  private static final Duration DEADLINE = Duration.ofSeconds(120);

  private final List<Talker> all = new ArrayList<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private final Selector selector = Selector.open();
  private final Thread thread = new Thread(this::run, "talkers");
  private final int perSecond;
  private int next;
  private volatile long answers;
  private volatile boolean joined;
  private volatile boolean quiet;
  private volatile boolean leaving;
  private volatile boolean ended;

  /** Connects them all, and lets them talk. */
  Talkers(int port, int count, int perSecond) throws IOException {
    this.perSecond = perSecond;
    thread.start(); // who has joined answers pings while others join
    try {
      for (int i = 0; i < count; i++) {
        String path = i % 2 == 0 ? "/echo" : "/counting/t" + i;
        Attacker client = Attacker.connect(port, "127.0.0." + (2 + i % 8));
        Talker talker = new Talker(client, i);
        all.add(talker);
        client.send(Attacker.handshake(path));
        client.readHead();
        client.channel.configureBlocking(false);
        client.channel.register(selector, SelectionKey.OP_READ, talker);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    joined = true;
  }

  /** One client. */
  private final class Talker extends FrameReader {
    private final SocketChannel channel;
    private final int number;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private int sent;
    private int opened = 1;
    private volatile int answered;
    private volatile int handlers;
    private volatile int endpoint;
    private volatile boolean gone;

    Talker(Attacker client, int number) {
      this.channel = client.channel;
      this.number = number;
    }

    private boolean isOfPlugin() {
      return number % 2 == 1;
    }

    private String word(int message) {
      return (message % HELD == number % HELD ? Endpoints.HELD : "m") + message;
    }

    /** Sends one more, where there is room; whether it did. */
    boolean say() throws IOException {
      if (gone || sent - answered >= AHEAD || !flushed()) {
        return false;
      }
      unsent = ByteBuffer.wrap(Attacker.text(word(sent)));
      sent++;
      flushed();
      return true;
    }

    private boolean flushed() throws IOException {
      if (unsent.hasRemaining()) {
        channel.write(unsent);
      }
      return !unsent.hasRemaining();
    }

    void read() throws IOException {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        end(leaving ? "" : "the server closed the connection");
        return;
      }
      take(buffer.flip());
    }

    @Override
    protected void frame(int opcode, ByteBuffer head) throws IOException {
      switch (opcode) {
        case 1 -> answer(StandardCharsets.UTF_8.decode(head).toString());
        case 8 -> {
          int code = head.remaining() < 2 ? 1005 : head.getShort() & 0xFFFF;
          if (!leaving || code != 1000) {
            end("closed with " + code + " " + StandardCharsets.UTF_8.decode(head));
          }
        }
        case 9 -> {
          byte[] ping = new byte[head.remaining()];
          head.get(ping);
          write(Attacker.frame(0x8A, ping));
        }
        default -> end("got a frame of kind " + opcode);
      }
    }

    /** A frame after what waits to be sent. */
    private void write(byte[] frame) throws IOException {
      unsent = ByteBuffer.allocate(unsent.remaining() + frame.length).put(unsent).put(frame).flip();
      flushed();
    }

    private void answer(String text) {
      String[] words = text.split(" ", -1);
      int size = isOfPlugin() ? 7 : 3;
      if (words.length != size || !words[0].equals(word(answered)) || answered >= sent) {
        end("'" + text + "' came for '" + word(answered) + "', sent: " + sent);
        return;
      }
      int version = Integer.parseInt(words[1]);
      if (!words[1].equals(words[2]) || version < handlers) {
        end("'" + text + "' was stamped by two versions, or by one before " + handlers);
        return;
      }
      handlers = version;
      if (isOfPlugin()) {
        int newer = Integer.parseInt(words[3]);
        int instance = Integer.parseInt(words[6]); // 1 before the first swap, then 0
        boolean counted = words[5].equals(String.valueOf(answered + 1));
        boolean swapped = endpoint != 0 && newer != endpoint;
        if (newer < endpoint
            || !counted
            || !words[4].equals("t" + number)
            || instance > opened
            || swapped && instance != 0) {
          end("'" + text + "' came from no endpoint after " + endpoint + ", number " + answered);
          return;
        }
        endpoint = newer;
        opened = instance;
      }
      answered++;
      answers++;
    }

    private void end(String fault) {
      if (gone) {
        return;
      }
      gone = true;
      if (!fault.isEmpty()) {
        faults.add("client " + number + " after " + answered + " answers: " + fault);
      }
      try {
        channel.close();
      } catch (IOException e) {
        faults.add("client " + number + ": " + e);
      }
    }
  }

  private void run() {
    try {
      long begun = System.nanoTime();
      long allowed = 0;
      boolean left = false;
      while (!ended) {
        selector.select(key -> with((Talker) key.attachment(), Talker::read), 1);
        long due = (System.nanoTime() - begun) * perSecond / TimeUnit.SECONDS.toNanos(1) - allowed;
        allowed += due;
        if (!joined) {
          continue;
        }
        if (leaving && !left) {
          left = true;
          byte[] close = Attacker.frame(0x88, new byte[] {3, (byte) 0xE8});
          all.forEach(each -> with(each, talker -> talker.write(close)));
        }
        long now = quiet ? 0 : Math.min(due, all.size()); // what a pause left out stays out
        for (int i = 0; now > 0 && i < all.size(); i++) {
          Talker each = all.get(next);
          next = (next + 1) % all.size();
          now -= saying(each);
        }
        for (int i = 0; quiet && i < all.size(); i++) {
          with(all.get(i), Talker::flushed);
        }
      }
    } catch (IOException | RuntimeException e) {
      faults.add("the talkers' thread ended: " + e);
    }
  }

  private static int saying(Talker talker) {
    try {
      return talker.say() ? 1 : 0;
    } catch (IOException e) {
      talker.end(e.toString());
      return 0;
    }
  }

  /** What a client does. */
  private interface Deed {
    void of(Talker talker) throws IOException;
  }

  private void with(Talker talker, Deed deed) {
    try {
      if (!talker.gone) {
        deed.of(talker);
      }
    } catch (IOException e) {
      talker.end(leaving ? "" : e.toString());
    }
  }

  /**
   * Waits until so many have had an answer that the handlers of this version, or newer, stamped.
   */
  void awaitHandlers(int version, int clients) {
    await(
        clients + " answers of handlers " + version,
        each -> each.handlers >= version ? 1 : 0,
        clients);
  }

  /** Waits until so many clients of the plugin's endpoint have had an answer of this version. */
  void awaitEndpoint(int version, int clients) {
    await(
        clients + " answers of endpoint " + version,
        each -> each.endpoint >= version ? 1 : 0,
        clients);
  }

  int size() {
    return all.size();
  }

  /** How many talk to the plugin's endpoint. */
  int ofPlugin() {
    return all.size() / 2;
  }

  /** Stops talking, and waits until every message has its answer, and nothing comes after it. */
  void finish() {
    quiet = true;
    await("the last answers", each -> each.answered == each.sent ? 1 : 0, all.size());
    leaving = true; // what still comes before the close frame is an answer too many
    await("the end", each -> each.gone ? 1 : 0, all.size());
  }

  private void await(String what, ToIntFunction<Talker> counted, int least) {
    Awaitility.await(what + " of " + all.size() + " clients")
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              check();
              return all.stream().mapToInt(counted).sum() >= least;
            });
  }

  /** Fails where something was wrong. */
  void check() {
    if (!faults.isEmpty()) {
      throw new AssertionError(faults.size() + " faults, the first: " + faults.peek());
    }
  }

  long answers() {
    return answers;
  }

  @Override
  public void close() throws IOException {
    ended = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeAll();
  }

  private void closeAll() throws IOException {
    for (Talker each : all) {
      each.channel.close();
    }
    selector.close();
  }
}
