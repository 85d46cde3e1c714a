package io.fairlead.core.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.NotSentException;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.core.support.Queues;
import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads on one small queue: what is not written is told, once, and nothing changes order.
 */
class QueueStressTest {

  private static final int SENDERS = 8;
  private static final int EACH = 4_000;
  private static final Lane[] LANES = {Lane.HIGH, Lane.NORMAL, Lane.LOW};

  private final AtomicLong written = new AtomicLong();
  private final Map<LossReason, AtomicLong> lost = new EnumMap<>(LossReason.class);
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong twice = new AtomicLong();
  private boolean conflates;

  QueueStressTest() {
    for (LossReason reason : LossReason.values()) {
      lost.put(reason, new AtomicLong());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Overflow.class,
      names = {"REJECT", "DROP_NEWEST", "DROP_OLDEST", "CONFLATE", "BLOCK"})
  void everyMessageIsWrittenInOrderOrTold(Overflow policy) throws Exception {
    conflates = policy == Overflow.CONFLATE;
    try (Network network = new Network()) {
      BoundedOutboundQueue queue =
          Queues.of(network, Queues.limits(32, 2_000, policy, Duration.ofMinutes(1)));
      send(queue);
      queue.finish(new IOException("end")).toCompletableFuture().get(1, TimeUnit.MINUTES);
      check(queue, network);
      assertThat(lost.get(LossReason.CLOSED)).hasValue(0);
      if (policy == Overflow.BLOCK) {
        assertThat(lost.get(LossReason.REJECTED)).hasValue(0);
      }
    }
  }

  @Test
  void endInTheMiddleLosesNothingSilently() throws Exception {
    try (Network network = new Network()) {
      BoundedOutboundQueue queue =
          Queues.of(network, Queues.limits(32, 2_000, Overflow.DROP_OLDEST, Duration.ofMinutes(1)));
      ExecutorService killer = Executors.newSingleThreadExecutor();
      Future<?> end =
          killer.submit(
              () -> {
                while (offered.get() < SENDERS * EACH / 2) {
                  Thread.onSpinWait();
                }
                queue.abort(new IOException("cut"));
              });
      send(queue);
      end.get(1, TimeUnit.MINUTES);
      killer.shutdown();
      check(queue, network);
    }
  }

  private void send(BoundedOutboundQueue queue) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(SENDERS);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> done = new ArrayList<>();
    for (int s = 0; s < SENDERS; s++) {
      int sender = s;
      done.add(
          pool.submit(
              () -> {
                start.await();
                for (int i = 0; i < EACH; i++) {
                  one(queue, sender, i);
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> each : done) {
      each.get(2, TimeUnit.MINUTES);
    }
    pool.shutdown();
  }

  private void one(BoundedOutboundQueue queue, int sender, int number) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    offered.incrementAndGet();
    Lane lane = LANES[random.nextInt(LANES.length)];
    boolean topic = random.nextBoolean();
    boolean keyed = random.nextInt(4) == 0;
    // what is conflated takes an older one's place, so order holds for each key, topic or class
    String group = keyed ? "k" + random.nextInt(3) : conflates && topic ? "topic" : "plain";
    OutboundMessage message =
        OutboundMessage.text(sender + ":" + lane + ":" + group + ":" + number).withLane(lane);
    if (keyed) {
      message = message.withKey(group);
    }
    if (random.nextInt(8) == 0) {
      message = message.withTimeToLive(Duration.ofNanos(1 + random.nextInt(100_000)));
    }
    OutboundFrame frame = OutboundFrame.whole(message);
    if (topic) {
      Once once = new Once();
      SendOutcome.Status status = queue.publish(frame, "topic " + lane, once);
      if (status != SendOutcome.Status.QUEUED) {
        once.refused();
      }
    } else {
      Once once = new Once();
      var unused =
          queue
              .offer(frame)
              .completion()
              .whenComplete(
                  (v, failure) -> {
                    if (failure == null) {
                      once.written();
                    } else {
                      once.lost(failure);
                    }
                  });
    }
  }

  private void check(BoundedOutboundQueue queue, Network network) throws Exception {
    network.quiet();
    long gone = lost.values().stream().mapToLong(AtomicLong::get).sum() + refused.get();
    assertThat(twice).hasValue(0);
    assertThat(written.get() + gone).isEqualTo((long) SENDERS * EACH);
    long counted = 0;
    for (LossReason reason : LossReason.values()) {
      counted += queue.lost(reason);
    }
    assertThat(counted).isEqualTo(gone);
    assertThat(queue.messages()).isZero();
    assertThat(queue.bytes()).isZero();
    assertThat(network.overlaps).hasValue(0);
    assertThat(network.texts.size()).isGreaterThanOrEqualTo((int) written.get());
    Map<String, Integer> last = new HashMap<>();
    for (String text : network.texts) {
      int at = text.lastIndexOf(':');
      int number = Integer.parseInt(text.substring(at + 1));
      Integer before = last.put(text.substring(0, at), number);
      assertThat(before == null || before < number).as("%s after %s", text, before).isTrue();
    }
  }

  /** Hears once, or the test fails. */
  private final class Once implements Delivery {
    private final AtomicInteger heard = new AtomicInteger();

    @Override
    public void written() {
      first();
      written.incrementAndGet();
    }

    @Override
    public void lost(Throwable reason) {
      first();
      LossReason why = reason instanceof NotSentException told ? told.reason() : LossReason.CLOSED;
      lost.get(why).incrementAndGet();
    }

    void refused() {
      first();
      refused.incrementAndGet();
    }

    private void first() {
      if (heard.incrementAndGet() != 1) {
        twice.incrementAndGet();
      }
    }
  }

  /** Runs turns and completions on threads of its own, or at once, and stalls at times. */
  private static final class Network implements Transport, AutoCloseable {
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ExecutorService others = Executors.newFixedThreadPool(2);
    private final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger overlaps = new AtomicInteger();
    final List<String> texts = new ArrayList<>();

    @Override
    public void takeTurn(Runnable writer) {
      if (ThreadLocalRandom.current().nextInt(4) == 0) {
        writer.run();
      } else {
        loop.execute(writer);
      }
    }

    @Override
    public void write(List<OutboundFrame> batch, Completion completion) {
      if (underWay.incrementAndGet() != 1) {
        overlaps.incrementAndGet();
      }
      batch.forEach(frame -> texts.add(frame.message().text()));
      int choice = ThreadLocalRandom.current().nextInt(10);
      Runnable end =
          () -> {
            if (choice == 9) {
              Thread.yield();
            }
            underWay.decrementAndGet();
            completion.done(null);
          };
      if (choice < 5) {
        end.run();
      } else {
        others.execute(end);
      }
    }

    void quiet() throws Exception {
      for (int i = 0; i < 10; i++) { // a task of one may bring one of the other
        loop.submit(() -> {}).get(1, TimeUnit.MINUTES);
        others.submit(() -> {}).get(1, TimeUnit.MINUTES);
        others.submit(() -> {}).get(1, TimeUnit.MINUTES);
      }
    }

    @Override
    public boolean gathered() {
      return true;
    }

    @Override
    public void close(CloseReason reason) {}

    @Override
    public void terminate() {}

    @Override
    public boolean canPause() {
      return true;
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public boolean onEventLoop() {
      return false;
    }

    @Override
    public void close() {
      loop.shutdownNow();
      others.shutdownNow();
    }
  }
}
