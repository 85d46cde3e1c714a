package io.fairlead.core.outbound;

import static io.fairlead.core.outbound.QueueFixture.loss;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.MessageClass;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.SendOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflationTest {

  private final QueueFixture it = new QueueFixture(10, 1_000, Overflow.REJECT);

  private static OutboundMessage keyed(String text, String key) {
    return OutboundMessage.text(text).withKey(key);
  }

  @Test
  void newerOneTakesThePlaceOfTheOlder() {
    it.send("in flight");
    SendOutcome old = it.send(keyed("price 1", "price"));
    it.send("between");
    SendOutcome newer = it.send(keyed("price 22", "price"));

    assertThat(loss(old)).isEqualTo(LossReason.CONFLATED);
    assertThat(it.queue.messages()).isEqualTo(3);
    assertThat(it.queue.bytes()).isEqualTo("in flightprice 22between".length());
    assertThat(it.drain()).containsExactly("in flight", "price 22", "between");
    assertThat(newer.completion().toCompletableFuture()).isCompleted();
    assertThat(it.queue.lost(LossReason.CONFLATED)).isEqualTo(1);
  }

  @Test
  void whatIsInFlightIsNotReplaced() {
    it.send(keyed("1", "k"));
    it.send(keyed("2", "k"));
    it.send(keyed("3", "k"));

    assertThat(it.drain()).containsExactly("1", "3");
  }

  @Test
  void keysOfOtherLanesAreOthers() {
    it.send("in flight");
    it.send(keyed("high", "k").withLane(Lane.HIGH));
    it.send(keyed("low", "k").withLane(Lane.LOW));

    assertThat(it.drain()).containsExactly("in flight", "high", "low");
  }

  @Test
  void replacingNeedsNoRoomOfItsOwn() {
    it.send("in flight");
    for (int i = 0; i < 9; i++) {
      it.send(keyed("a", "k" + i));
    }
    assertThat(it.send("full").status()).isEqualTo(SendOutcome.Status.REJECTED);
    assertThat(it.send(keyed("b", "k4")).accepted()).isTrue();
    assertThat(it.drain())
        .containsExactly("in flight", "a", "a", "a", "a", "b", "a", "a", "a", "a");
  }

  @Test
  void newerOneThatFindsNoRoomLeavesTheOlder() {
    it.send("in flight");
    SendOutcome old = it.send(keyed("old", "k"));
    assertThat(loss(it.send(keyed("x".repeat(1_001), "k")))).isEqualTo(LossReason.REJECTED);
    it.send("x".repeat(980));
    assertThat(loss(it.send(keyed("x".repeat(100), "k")))).isEqualTo(LossReason.REJECTED);

    assertThat(it.drain()).containsExactly("in flight", "old", "x".repeat(980));
    assertThat(old.completion().toCompletableFuture()).isCompleted();
    assertThat(it.queue.lost(LossReason.CONFLATED)).isZero();
    assertThat(it.queue.bytes()).isZero();
  }

  @Test
  void newerOneForWhichOthersGoReplacesTheOlderAtTheEnd() {
    QueueFixture full = new QueueFixture(10, 100, Overflow.DROP_OLDEST);
    full.send("in flight");
    full.send("0123456789".repeat(8) + "01234");
    SendOutcome old = full.send(keyed("old", "k"));
    full.send(keyed("0123456789", "k"));

    assertThat(loss(old)).isEqualTo(LossReason.CONFLATED);
    assertThat(full.drain()).containsExactly("in flight", "0123456789");
  }

  @Test
  void pressureDoesNotKeepTheLatestOfATopicOut() {
    QueueFixture slow = new QueueFixture(4, 1_000, Overflow.REJECT);
    List<String> fate = new ArrayList<>();
    slow.send("in flight");
    slow.publish(keyed("price 1", "p").withLane(Lane.LOW), fate);
    slow.send("a");
    assertThat(slow.publish(keyed("price 2", "p").withLane(Lane.LOW), fate))
        .isEqualTo(SendOutcome.Status.QUEUED);

    assertThat(slow.drain()).containsExactly("in flight", "a", "price 2");
    assertThat(fate).containsExactly("CONFLATED", "written");
  }

  @Test
  void placeGoesOverToTheNewerWithAllThatItIs() {
    QueueFixture slow = new QueueFixture(4, 1_000, Overflow.REJECT);
    List<String> fate = new ArrayList<>();
    slow.send("in flight");
    slow.publish(keyed("of a topic", "k").withLane(Lane.LOW), fate);
    slow.send(keyed("direct", "k").withLane(Lane.LOW));
    slow.send("a");
    slow.send("b");
    assertThat(slow.send("c").status()).isEqualTo(SendOutcome.Status.REJECTED); // no shedding

    assertThat(slow.drain()).containsExactly("in flight", "a", "b", "direct");
  }

  @Test
  void policyConflatesByTopicOrClassFromTheSoftWatermarkOn() {
    QueueFixture slow = new QueueFixture(4, 1_000, Overflow.CONFLATE);
    MessageClass position = MessageClass.named("position");
    slow.send(OutboundMessage.text("in flight").as(MessageClass.named("first")));
    slow.send(OutboundMessage.text("1").as(position));
    List<String> fate = new ArrayList<>();
    slow.publish("t1", Lane.NORMAL, fate);
    for (int i = 2; i < 30; i++) { // from here on there is pressure
      assertThat(slow.send(OutboundMessage.text("" + i).as(position)).accepted()).isTrue();
    }
    assertThat(slow.publish("t2", Lane.NORMAL, fate)).isEqualTo(SendOutcome.Status.QUEUED);
    assertThat(slow.send("of another class").accepted()).isTrue();
    assertThat(slow.send(OutboundMessage.text("full").as(MessageClass.named("x"))).status())
        .isEqualTo(SendOutcome.Status.REJECTED);

    assertThat(slow.drain()).containsExactly("in flight", "29", "t2", "of another class");
    assertThat(slow.queue.lost(LossReason.CONFLATED)).isEqualTo(29);
    assertThat(fate).containsExactly("CONFLATED", "written");
  }

  @Test
  void expiredMessageIsNotSent() {
    it.send("in flight");
    SendOutcome brief = it.send(OutboundMessage.text("brief").withTimeToLive(Duration.ofNanos(1)));
    it.send(OutboundMessage.text("long").withTimeToLive(Duration.ofHours(1)));

    assertThat(it.drain()).containsExactly("in flight", "long");
    assertThat(loss(brief)).isEqualTo(LossReason.EXPIRED);
    assertThat(it.queue.messages()).isZero();
  }

  @Test
  void expiredMessagesMakeRoom() {
    it.send("in flight");
    for (int i = 0; i < 9; i++) {
      it.send(OutboundMessage.text("brief").withTimeToLive(Duration.ofNanos(1)));
    }
    assertThat(it.send("new").accepted()).isTrue();
    assertThat(it.queue.lost(LossReason.EXPIRED)).isEqualTo(9);
    assertThat(it.drain()).containsExactly("in flight", "new");
  }
}
