package io.fairlead.core.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.support.ManualTransport;
import io.fairlead.core.support.Queues;
import io.fairlead.core.transport.OutboundFrame;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LingerTest {

  private final ManualTransport transport = new ManualTransport();

  private BoundedOutboundQueue lingering(Duration interval, int batchBytes) {
    return new BoundedOutboundQueue(
        transport,
        new OutboundLimits(
            100_000, 1 << 24, 50, Overflow.REJECT, 4, interval, batchBytes, Duration.ofSeconds(30)),
        new OutboundServices(
            new MemoryBudget(1 << 30),
            WaitingRoom.UNBOUNDED,
            new LingerClock(Queues.timer(), interval),
            new Losses()));
  }

  private static OutboundFrame text(String text) {
    return OutboundFrame.whole(OutboundMessage.text(text));
  }

  @Test
  void smallMessagesWaitForEachOther() {
    BoundedOutboundQueue queue = lingering(Duration.ofMillis(50), 16_384);
    for (int i = 0; i < 100; i++) {
      queue.offer(text("x"));
    }
    await().until(() -> transport.written.size() == 100);
    assertThat(transport.batches.size()).isLessThan(100);
  }

  @Test
  void tenThousandSmallMessagesTakeATwentiethOfTheWritesAtMost() {
    BoundedOutboundQueue queue = lingering(Duration.ofMillis(50), 16_384);
    for (int i = 0; i < 10_000; i++) {
      queue.offer(text("a small message " + i));
    }
    await().until(() -> transport.written.size() == 10_000);
    int with = transport.batches.size();

    transport.batches.clear();
    BoundedOutboundQueue without = lingering(Duration.ZERO, 16_384);
    for (int i = 0; i < 10_000; i++) {
      without.offer(text("a small message " + i));
    }
    assertThat(transport.batches).hasSize(10_000); // this transport is faster than the sender
    assertThat(with).isLessThanOrEqualTo(500);
  }

  @Test
  void enoughBytesEndTheLinger() {
    BoundedOutboundQueue queue = lingering(Duration.ofHours(1), 100);
    for (int i = 0; i < 9; i++) {
      queue.offer(text("0123456789"));
    }
    assertThat(transport.batches).isEmpty();
    queue.offer(text("0123456789"));
    assertThat(transport.batches).containsExactly(10);
  }

  @Test
  void urgentMessagesEndTheLingerAndTakeTheOthersAlong() {
    BoundedOutboundQueue queue = lingering(Duration.ofHours(1), 1_000);
    queue.offer(text("n"));
    assertThat(transport.batches).isEmpty();
    queue.offer(OutboundFrame.whole(OutboundMessage.text("h").withLane(Lane.HIGH)));
    assertThat(transport.texts()).containsExactly("h", "n");
    assertThat(transport.batches).containsExactly(2);
  }

  @Test
  void finishDoesNotLinger() {
    BoundedOutboundQueue queue = lingering(Duration.ofHours(1), 1_000);
    queue.offer(text("n"));

    assertThat(queue.finish(new IOException("end")).toCompletableFuture()).isCompleted();
    assertThat(transport.texts()).containsExactly("n");
  }

  @Test
  void whatCameDuringAWriteLingersToo() {
    transport.automatic = false;
    BoundedOutboundQueue queue = lingering(Duration.ofHours(1), 10);
    queue.offer(text("0123456789"));
    queue.offer(text("a"));
    transport.complete(null);
    assertThat(transport.batches).containsExactly(1);
    queue.offer(text("0123456789"));
    assertThat(transport.batches).containsExactly(1, 2);
  }

  @Test
  void transportThatCannotGatherDoesNotLinger() {
    transport.gathered = false;
    BoundedOutboundQueue queue = lingering(Duration.ofHours(1), 1_000);
    queue.offer(text("a"));
    assertThat(transport.texts()).containsExactly("a");
  }
}
