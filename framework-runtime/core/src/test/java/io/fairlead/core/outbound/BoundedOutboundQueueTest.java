package io.fairlead.core.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.NotSentException;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.api.connection.SendOutcome.Status;
import io.fairlead.core.support.ManualTransport;
import io.fairlead.core.support.Queues;
import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedOutboundQueueTest {

  private final ManualTransport transport = new ManualTransport();

  private static OutboundLimits limits(int messages, long bytes, Duration timeout) {
    return Queues.limits(messages, bytes, Overflow.REJECT, timeout);
  }

  private BoundedOutboundQueue queue(int messages, long bytes, Duration timeout) {
    return Queues.of(transport, limits(messages, bytes, timeout));
  }

  private BoundedOutboundQueue queue(int messages, long bytes) {
    return queue(messages, bytes, Duration.ofSeconds(30));
  }

  private static OutboundFrame text(String text) {
    return OutboundFrame.whole(OutboundMessage.text(text));
  }

  private static OutboundFrame part(String text, boolean first, boolean last) {
    return OutboundFrame.part(OutboundMessage.text(text), first, last);
  }

  @Test
  void writesAtOnceWhileNothingIsInFlight() {
    SendOutcome outcome = queue(10, 100).offer(text("a"));

    assertThat(outcome.status()).isEqualTo(Status.QUEUED);
    assertThat(outcome.completion().toCompletableFuture()).isCompleted();
    assertThat(transport.texts()).containsExactly("a");
  }

  @Test
  void hasOneWriteInFlightAndGathersWhatArrivesMeanwhile() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(10, 100);

    queue.offer(text("a"));
    queue.offer(text("b"));
    queue.offer(text("c"));
    assertThat(transport.batches).containsExactly(1);

    transport.complete(null);
    assertThat(transport.batches).containsExactly(1, 2);
    assertThat(transport.texts()).containsExactly("a", "b", "c");
    assertThat(queue.messages()).isEqualTo(2);
    transport.complete(null);
    assertThat(queue.messages()).isZero();
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void writesOneByOneWhereTheTransportCannotGather() {
    transport.automatic = false;
    transport.gathered = false;
    BoundedOutboundQueue queue = queue(10, 100);
    for (String text : List.of("a", "b", "c")) {
      queue.offer(text(text));
    }
    transport.complete(null);
    transport.complete(null);

    assertThat(transport.batches).containsExactly(1, 1, 1);
  }

  @Test
  void doesNotRecurseWhenCompletionsComeOnTheCallersThread() {
    transport.automatic = false;
    transport.gathered = false;
    BoundedOutboundQueue queue = queue(100_000, 1_000_000);
    for (int i = 0; i < 100_000; i++) {
      queue.offer(text("x"));
    }
    transport.automatic = true;
    transport.complete(null); // the other 99,999 follow on this stack

    assertThat(transport.written).hasSize(100_000);
  }

  @Test
  void rejectsWhatPassesTheBoundInMessages() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(2, 100);
    queue.offer(text("a"));
    queue.offer(text("b"));

    SendOutcome outcome = queue.offer(text("c"));

    assertThat(outcome.status()).isEqualTo(Status.REJECTED);
    assertThat(outcome.completion().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(1))
        .withThrowableThat()
        .withMessageContaining("fairlead.outbound.max-messages");
    transport.complete(null);
    assertThat(queue.offer(text("d")).accepted()).isTrue();
  }

  @Test
  void rejectsWhatPassesTheBoundInBytesWithTheWriteInFlightCounted() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(10, 5);
    queue.offer(text("four"));

    assertThat(queue.offer(text("xx")).status()).isEqualTo(Status.REJECTED);
    assertThat(queue.offer(text("x")).status()).isEqualTo(Status.QUEUED);
    assertThat(queue.bytes()).isEqualTo(5);
  }

  @Test
  void countsTextInBytesOfUtf8() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(10, 5);

    assertThat(queue.offer(text("€€")).status()).isEqualTo(Status.REJECTED);
  }

  @Test
  void basicSendWaitsForRoom() throws Exception {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(1, 100);
    queue.offer(text("a"));
    CompletableFuture<SendOutcome> waiting = supply(() -> queue.offerWaiting(text("b")));
    await().until(() -> transport.hasPending());
    assertThat(waiting).isNotDone();

    transport.complete(null);

    assertThat(waiting.get(10, TimeUnit.SECONDS).accepted()).isTrue();
    assertThat(transport.texts()).containsExactly("a", "b");
  }

  @Test
  void laterSendTakesTheRoomWhenItIsThereAndHoldsNoThread() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(1, 100);
    queue.offer(text("a"));
    CompletableFuture<Void> first = queue.offerLater(text("b")).toCompletableFuture();
    assertThat(first).isNotDone();

    transport.complete(null);

    assertThat(first).isCompleted();
    assertThat(transport.texts()).containsExactly("a", "b");
    CompletableFuture<Void> second = queue.offerLater(text("c")).toCompletableFuture();
    queue.abort(new IOException("gone"));
    assertThat(second).isCompletedExceptionally();
  }

  @Test
  void basicSendGivesUpAtTheSendTimeout() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(1, 100, Duration.ofMillis(50));
    queue.offer(text("a"));

    assertThatThrownBy(() -> queue.offerWaiting(text("b"))).isInstanceOf(NotSentException.class);
  }

  @Test
  void basicSendNeverWaitsOnAnEventLoop() {
    transport.automatic = false;
    transport.onEventLoop = true;
    BoundedOutboundQueue queue = queue(1, 100, Duration.ofDays(1));
    queue.offer(text("a"));

    assertThatThrownBy(() -> queue.offerWaiting(text("b"))).isInstanceOf(NotSentException.class);
  }

  @Test
  void basicSendOfAMessageThatCanNeverFitFailsAtOnce() {
    BoundedOutboundQueue queue = queue(1, 3, Duration.ofDays(1));

    assertThatThrownBy(() -> queue.offerWaiting(text("four")))
        .isInstanceOf(NotSentException.class)
        .hasMessageContaining("fairlead.outbound.max-bytes");
  }

  @Test
  void basicSendEndsWhenTheConnectionDoes() throws Exception {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(1, 100, Duration.ofDays(1));
    queue.offer(text("a"));
    CompletableFuture<SendOutcome> waiting = supply(() -> queue.offerWaiting(text("b")));

    queue.abort(new IOException("gone"));

    assertThat(waiting).failsWithin(Duration.ofSeconds(10)).withThrowableThat().havingRootCause();
  }

  @Test
  void finishLetsQueuedMessagesGoOutAndRefusesNewOnes() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(10, 100);
    queue.offer(text("a"));
    queue.offer(text("b"));

    CompletableFuture<Void> flushed =
        queue.finish(new IOException("closing")).toCompletableFuture();

    assertThat(queue.offer(text("c")).status()).isEqualTo(Status.CLOSED);
    assertThat(flushed).isNotDone();
    transport.complete(null);
    assertThat(flushed).isNotDone();
    transport.complete(null);
    assertThat(flushed).isCompleted();
    assertThat(transport.texts()).containsExactly("a", "b");
  }

  @Test
  void abortFailsWhatIsQueuedAndFreesIt() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(10, 100);
    SendOutcome inFlight = queue.offer(text("a"));
    SendOutcome queued = queue.offer(text("b"));

    queue.abort(new IOException("gone"));

    assertThat(inFlight.completion().toCompletableFuture()).isCompletedExceptionally();
    assertThat(queued.completion().toCompletableFuture()).isCompletedExceptionally();
    assertThat(queue.messages()).isZero();
    assertThat(queue.bytes()).isZero();
    transport.complete(null); // a late completion changes nothing
    assertThat(queue.messages()).isZero();
  }

  @Test
  void failedWriteFailsEverythingBehindIt() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(10, 100);
    SendOutcome first = queue.offer(text("a"));
    SendOutcome second = queue.offer(text("b"));

    transport.complete(new IOException("broken pipe"));

    assertThat(first.completion().toCompletableFuture()).isCompletedExceptionally();
    assertThat(second.completion().toCompletableFuture()).isCompletedExceptionally();
    assertThat(queue.offer(text("c")).status()).isEqualTo(Status.CLOSED);
  }

  @Test
  void transportThatThrowsIsAFailedWrite() {
    Transport throwing =
        (Transport)
            java.lang.reflect.Proxy.newProxyInstance(
                Transport.class.getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("write")) {
                    throw new IllegalStateException("no");
                  }
                  if (method.getName().equals("takeTurn")) {
                    ((Runnable) args[0]).run();
                    return null;
                  }
                  return false;
                });
    BoundedOutboundQueue queue = Queues.of(throwing, limits(1, 10, Duration.ofSeconds(1)));

    assertThat(queue.offer(text("a")).completion().toCompletableFuture())
        .isCompletedExceptionally();
  }

  @Test
  void reportsAStalledWrite() {
    transport.automatic = false;
    BoundedOutboundQueue queue = queue(10, 100, Duration.ofSeconds(5));
    queue.offer(text("a"));
    long now = System.nanoTime();

    assertThat(queue.stalled(now + TimeUnit.SECONDS.toNanos(4))).isFalse();
    assertThat(queue.stalled(now + TimeUnit.SECONDS.toNanos(6))).isTrue();
    transport.complete(null);
    assertThat(queue.stalled(now + TimeUnit.SECONDS.toNanos(6))).isFalse();
  }

  @Test
  void wholeMessagesStepAsideForOneInParts() {
    BoundedOutboundQueue queue = queue(10, 100);
    queue.offer(part("1", true, false));
    queue.offer(text("whole"));
    queue.offer(OutboundFrame.ping(ByteBuffer.wrap("p".getBytes(StandardCharsets.UTF_8))));
    queue.offer(part("2", false, false));
    queue.offer(part("3", false, true));

    assertThat(transport.written.stream().map(BoundedOutboundQueueTest::show))
        .containsExactly("1", "PING", "2", "3", "whole");
  }

  @Test
  void refusesToMixPartsOfTwoMessages() {
    BoundedOutboundQueue queue = queue(10, 100);
    assertThatThrownBy(() -> queue.offer(part("x", false, true)))
        .isInstanceOf(IllegalStateException.class);
    queue.offer(part("1", true, false));
    assertThatThrownBy(() -> queue.offer(part("1", true, false)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void reportsAMessageInPartsThatHoldsOthersBackForTooLong() {
    BoundedOutboundQueue queue = queue(10, 100, Duration.ofSeconds(5));
    queue.offer(part("1", true, false));
    long later = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    assertThat(queue.stalled(later)).isFalse(); // nobody waits for it

    queue.offer(text("whole"));
    assertThat(queue.stalled(later)).isTrue();
    queue.offer(part("2", false, true));
    assertThat(queue.stalled(later)).isFalse();
  }

  @Test
  void losesNothingAndKeepsEachSendersOrderUnderManyThreads() throws Exception {
    int senders = 8;
    int each = 5_000;
    ExecutorService network = Executors.newFixedThreadPool(2);
    RandomTransport random = new RandomTransport(network);
    BoundedOutboundQueue queue = Queues.of(random, limits(64, 1 << 20, Duration.ofMinutes(1)));
    AtomicInteger confirmed = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(senders);
    List<Future<?>> done = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      String name = "s" + s;
      done.add(
          pool.submit(
              () -> {
                start.await();
                for (int i = 0; i < each; i++) {
                  var unused =
                      queue
                          .offerWaiting(text(name + ":" + i))
                          .completion()
                          .thenRun(confirmed::incrementAndGet);
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> sender : done) {
      sender.get(2, TimeUnit.MINUTES);
    }
    queue.finish(new IOException("end")).toCompletableFuture().get(1, TimeUnit.MINUTES);
    pool.shutdown();
    network.shutdown();

    await().until(() -> confirmed.get() == senders * each);
    assertThat(random.overlaps).hasValue(0);
    Map<String, Integer> last = new HashMap<>();
    for (String text : random.texts) {
      String[] parts = text.split(":", -1);
      assertThat(last.merge(parts[0], 1, Integer::sum)).isEqualTo(Integer.parseInt(parts[1]) + 1);
    }
    assertThat(random.texts).hasSize(senders * each);
  }

  /** Completes at once, or later from another thread. */
  private static final class RandomTransport implements Transport {
    private final ExecutorService network;
    private final Random random = new Random(7);
    private final AtomicInteger underWay = new AtomicInteger();
    final AtomicInteger overlaps = new AtomicInteger();
    final List<String> texts = new ArrayList<>();

    RandomTransport(ExecutorService network) {
      this.network = network;
    }

    @Override
    public void write(List<OutboundFrame> batch, Completion completion) {
      if (underWay.incrementAndGet() != 1) {
        overlaps.incrementAndGet();
      }
      batch.forEach(frame -> texts.add(frame.message().text()));
      boolean later = random.nextInt(3) == 0;
      underWay.decrementAndGet();
      if (later) {
        network.execute(() -> completion.done(null));
      } else {
        completion.done(null);
      }
    }

    @Override
    public boolean gathered() {
      return true;
    }

    @Override
    public void close(jakarta.websocket.CloseReason reason) {}

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
  }

  private static String show(OutboundFrame frame) {
    return frame.control() ? frame.kind().name() : frame.message().text();
  }

  private interface Call<T> {
    T get() throws Exception;
  }

  private static <T> CompletableFuture<T> supply(Call<T> call) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                future.complete(call.get());
              } catch (Exception e) {
                future.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return future;
  }
}
