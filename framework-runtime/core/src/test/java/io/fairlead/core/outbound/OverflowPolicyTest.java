package io.fairlead.core.outbound;

import static io.fairlead.core.outbound.QueueFixture.loss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.MessageClass;
import io.fairlead.api.connection.NotSentException;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.Pressure;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.api.connection.SendOutcome.Status;
import io.fairlead.core.support.Queues;
import io.fairlead.core.transport.OutboundFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OverflowPolicyTest {

  private static QueueFixture filled(Overflow policy) {
    QueueFixture it = new QueueFixture(3, 1_000, policy);
    it.send("in flight");
    it.send("a");
    it.send("b");
    return it;
  }

  @Test
  void rejectTellsTheSender() {
    QueueFixture it = filled(Overflow.REJECT);
    SendOutcome outcome = it.send("c");

    assertThat(outcome.status()).isEqualTo(Status.REJECTED);
    assertThat(loss(outcome)).isEqualTo(LossReason.REJECTED);
    assertThat(outcome.underPressure()).isTrue();
    assertThat(it.queue.lost(LossReason.REJECTED)).isEqualTo(1);
    assertThat(it.drain()).containsExactly("in flight", "a", "b");
  }

  @Test
  void dropNewestGivesTheNewOneUp() {
    QueueFixture it = filled(Overflow.DROP_NEWEST);
    SendOutcome outcome = it.send("c");

    assertThat(outcome.status()).isEqualTo(Status.DROPPED);
    assertThat(loss(outcome)).isEqualTo(LossReason.DROPPED);
    assertThat(it.drain()).containsExactly("in flight", "a", "b");
  }

  @Test
  void dropOldestMakesRoom() {
    QueueFixture it = new QueueFixture(3, 1_000, Overflow.DROP_OLDEST);
    it.send("in flight");
    SendOutcome oldest = it.send("a");
    it.send("b");
    SendOutcome newest = it.send("c");

    assertThat(newest.accepted()).isTrue();
    assertThat(loss(oldest)).isEqualTo(LossReason.DROPPED);
    assertThat(it.drain()).containsExactly("in flight", "b", "c");
  }

  @Test
  void dropOldestTakesTheLowestLaneFirstAndNoneAboveTheNewOne() {
    QueueFixture it = new QueueFixture(4, 1_000, Overflow.DROP_OLDEST);
    it.send("in flight");
    it.send("high", Lane.HIGH);
    it.send("normal");
    it.send("low", Lane.LOW);

    assertThat(it.send("normal 2").accepted()).isTrue(); // low goes
    assertThat(it.send("normal 3").accepted()).isTrue(); // then the oldest normal one
    SendOutcome low = it.send("low 2", Lane.LOW); // nothing is below it
    assertThat(low.status()).isEqualTo(Status.DROPPED);
    assertThat(it.drain()).containsExactly("in flight", "high", "normal 2", "normal 3");
  }

  @Test
  void dropOldestMakesAsMuchRoomAsALongMessageNeeds() {
    QueueFixture it = new QueueFixture(100, 100, Overflow.DROP_OLDEST);
    it.send("in flight");
    for (int i = 0; i < 9; i++) {
      it.send("0123456789");
    }
    assertThat(it.send("x".repeat(55)).accepted()).isTrue();
    assertThat(it.queue.bytes()).isEqualTo(9 + 30 + 55);
    assertThat(loss(it.send("x".repeat(101)))).isEqualTo(LossReason.REJECTED);
    assertThat(it.queue.messages()).isEqualTo(5);
  }

  @Test
  void partsAndPingsAreNeverLeftOut() {
    QueueFixture it = new QueueFixture(3, 1_000, Overflow.DROP_OLDEST);
    it.send("in flight");
    it.part("1", true, false);
    it.ping("p");
    assertThat(it.send("whole").status()).isEqualTo(Status.DROPPED);
    assertThat(it.part("2", false, true).status()).isEqualTo(Status.REJECTED);
    assertThat(it.drain()).containsExactly("in flight", "PING p", "1");
  }

  @Test
  void blockWaitsForRoom() throws Exception {
    QueueFixture it = filled(Overflow.BLOCK);
    CompletableFuture<SendOutcome> waiting = CompletableFuture.supplyAsync(() -> it.send("c"));
    await().during(Duration.ofMillis(50)).until(() -> !waiting.isDone());

    it.transport.complete(null);

    assertThat(waiting.get(30, TimeUnit.SECONDS).accepted()).isTrue();
    assertThat(it.drain()).containsExactly("in flight", "a", "b", "c");
  }

  @Test
  void blockGivesUpAtTheDeadlineAndIsRefusedOnAnEventLoop() {
    QueueFixture it =
        new QueueFixture(Queues.limits(1, 1_000, Overflow.BLOCK, Duration.ofMillis(20)));
    it.send("in flight");
    assertThat(it.send("late").status()).isEqualTo(Status.REJECTED);

    QueueFixture loop = filled(Overflow.BLOCK);
    loop.transport.onEventLoop = true;
    assertThat(loop.send("c").status()).isEqualTo(Status.REJECTED);
    assertThat(loop.queue.lost(LossReason.REJECTED)).isEqualTo(1);
  }

  @Test
  void publishingNeverWaits() {
    QueueFixture it = filled(Overflow.BLOCK);
    List<String> fate = new ArrayList<>();

    assertThat(it.publish("t", Lane.NORMAL, fate)).isEqualTo(Status.REJECTED);
    assertThat(fate).isEmpty();
  }

  @Test
  void disconnectFreesWhatWaitsAndTellsTheOwnerOnce() {
    QueueFixture it = new QueueFixture(3, 1_000, Overflow.DISCONNECT);
    it.send("in flight");
    SendOutcome waiting = it.send("a");
    it.send("b");
    SendOutcome over = it.send("c");

    assertThat(over.status()).isEqualTo(Status.CLOSED);
    assertThat(loss(waiting)).isEqualTo(LossReason.CLOSED);
    assertThat(it.overflows).isEqualTo(1);
    assertThat(it.queue.messages()).isEqualTo(1);
    assertThat(it.send("d").status()).isEqualTo(Status.CLOSED);
    assertThat(it.overflows).isEqualTo(1);
    assertThat(it.drain()).containsExactly("in flight");
  }

  @Test
  void messageClassGoesBeforeTheConnection() {
    QueueFixture it = filled(Overflow.REJECT);
    MessageClass telemetry = MessageClass.named("telemetry").withOverflow(Overflow.DROP_NEWEST);

    assertThat(it.send(OutboundMessage.text("t").as(telemetry)).status()).isEqualTo(Status.DROPPED);
    it.queue.overflow(Overflow.DROP_OLDEST);
    assertThat(it.send("c").accepted()).isTrue();
    assertThat(it.drain()).containsExactly("in flight", "b", "c");
  }

  @Test
  void basicSendWaitsOnlyWhereThePolicyDoesNotDecideOtherwise() throws Exception {
    QueueFixture it = filled(Overflow.DROP_NEWEST);

    SendOutcome outcome = it.queue.offerWaiting(frame("c"));

    assertThat(outcome.status()).isEqualTo(Status.DROPPED);
  }

  private static OutboundFrame frame(String text) {
    return OutboundFrame.whole(OutboundMessage.text(text));
  }

  @Test
  void dropOldestTouchesNothingWhereThatIsOfNoUse() {
    QueueFixture it = new QueueFixture(100, 100, Overflow.DROP_OLDEST);
    it.send("in flight");
    it.send("x".repeat(60), Lane.HIGH);
    for (int i = 0; i < 9; i++) {
      it.send("n" + i);
    }
    assertThat(it.send("x".repeat(50)).status()).isEqualTo(Status.DROPPED);
    assertThat(it.queue.messages()).isEqualTo(11);
    assertThat(it.queue.lost(LossReason.DROPPED)).isEqualTo(1);
  }

  @Test
  void roomThatAnOfferMakesIsRoomForThoseWhoWait() throws Exception {
    QueueFixture it = new QueueFixture(100, 100, Overflow.REJECT);
    it.send("in flight");
    it.send(OutboundMessage.text("x".repeat(80)).withKey("k"));
    CompletableFuture<Void> later =
        it.queue.offerLater(frame("y".repeat(50))).toCompletableFuture();
    assertThat(later).isNotDone();

    it.send(OutboundMessage.text("short").withKey("k"));

    later.get(30, TimeUnit.SECONDS);
    assertThat(it.drain()).containsExactly("in flight", "short", "y".repeat(50));
  }

  @Test
  void failedWriteIsCounted() {
    QueueFixture it = new QueueFixture(10, 1_000, Overflow.REJECT);
    SendOutcome inFlight = it.send("in flight");
    it.send("a");
    it.transport.complete(new IOException("broken pipe"));

    assertThat(it.queue.lost(LossReason.CLOSED)).isEqualTo(2);
    assertThat(loss(inFlight)).isNull(); // nobody knows
    assertThat(inFlight.completion().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void whatWasInFlightAtTheEndIsNotSaidToBeUnsent() {
    QueueFixture it = new QueueFixture(10, 1_000, Overflow.REJECT);
    SendOutcome inFlight = it.send("in flight");
    SendOutcome waiting = it.send("a");
    it.queue.abort(new NotSentException(LossReason.CLOSED, "gone", null));

    assertThat(inFlight.completion().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(1))
        .withThrowableThat()
        .havingCause()
        .isNotInstanceOf(NotSentException.class);
    assertThat(loss(waiting)).isEqualTo(LossReason.CLOSED);
    assertThat(it.queue.lost(LossReason.CLOSED)).isEqualTo(2);
  }

  @Test
  void thrownExceptionIsTheCatchersOwn() {
    QueueFixture it = filled(Overflow.REJECT);
    it.transport.onEventLoop = true;
    Throwable first = catchThrowable(() -> it.queue.offerWaiting(frame("c")));
    Throwable second = catchThrowable(() -> it.queue.offerWaiting(frame("c")));
    assertThat(first).isInstanceOf(NotSentException.class).isNotSameAs(second);
  }

  @Test
  void whoHearsOfASendMayNotWaitForRoom() {
    QueueFixture it = filled(Overflow.BLOCK);
    QueueFixture other = new QueueFixture(10, 1_000, Overflow.REJECT);
    List<Status> inside = new ArrayList<>();
    var unused =
        other
            .send("x")
            .completion()
            .thenRun(() -> inside.add(it.send("from a completion").status()));

    other.transport.complete(null);

    assertThat(inside).containsExactly(Status.REJECTED);
  }

  // --- pressure and shedding -------------------------------------------------------------------

  @Test
  void pressureRisesAtTheSoftWatermarkAndFallsAtHalfOfIt() {
    QueueFixture it = new QueueFixture(8, 1_000, Overflow.REJECT); // soft from 5 on
    for (int i = 0; i < 4; i++) {
      assertThat(it.send("x").underPressure()).isFalse();
    }
    assertThat(it.queue.pressure()).isEqualTo(Pressure.NONE);
    assertThat(it.send("x").underPressure()).isTrue();
    assertThat(it.queue.pressure()).isEqualTo(Pressure.SOFT);
    assertThat(it.pressureChanges).isEqualTo(1);
    for (int i = 0; i < 4; i++) {
      it.send("x");
    }
    assertThat(it.queue.pressure()).isEqualTo(Pressure.FULL);
    assertThat(it.pressureChanges).isEqualTo(2);

    for (int left = 7; left > 2; left--) {
      it.transport.complete(null);
      assertThat(it.queue.pressure()).isEqualTo(left > 4 ? Pressure.FULL : Pressure.SOFT);
    }
    it.transport.complete(null);
    assertThat(it.queue.pressure()).isEqualTo(Pressure.NONE);
    assertThat(it.pressureChanges).isEqualTo(4);
  }

  @Test
  void bytesMakePressureToo() {
    QueueFixture it = new QueueFixture(1_000, 100, Overflow.REJECT);
    it.send("x".repeat(51));
    assertThat(it.queue.pressure()).isEqualTo(Pressure.SOFT);
  }

  @Test
  void lowMessagesOfTopicsAreShedUnderPressure() {
    QueueFixture it = new QueueFixture(4, 1_000, Overflow.REJECT);
    List<String> fate = new ArrayList<>();
    it.send("in flight");
    assertThat(it.publish("low", Lane.LOW, fate)).isEqualTo(Status.QUEUED);
    it.send("a");
    assertThat(it.publish("low 2", Lane.LOW, fate)).isEqualTo(Status.DROPPED);
    assertThat(it.send("direct", Lane.LOW).accepted()).isTrue();
    assertThat(it.queue.lost(LossReason.SHED)).isEqualTo(1);

    assertThat(it.send("b").accepted()).isTrue(); // in favour of this the queued one goes
    assertThat(fate).containsExactly("SHED");
    assertThat(it.drain()).containsExactly("in flight", "a", "b", "direct");
  }

  @Test
  void lossesAreCountedByClassAndReason() {
    Losses losses = new Losses();
    OutboundServices shared = Queues.services();
    BoundedOutboundQueue queue =
        new BoundedOutboundQueue(
            new QueueFixture(1, 1, Overflow.REJECT).transport,
            Queues.limits(1, 100, Overflow.REJECT, Duration.ofSeconds(1)),
            new OutboundServices(shared.memory(), shared.waiting(), shared.linger(), losses));
    queue.offer(frame("in flight"));
    queue.offer(frame("x"));
    queue.offer(OutboundFrame.whole(OutboundMessage.text("x").as(MessageClass.named("chat"))));

    assertThat(losses.totals())
        .containsEntry("default", Map.of(LossReason.REJECTED, 1L))
        .containsEntry("chat", Map.of(LossReason.REJECTED, 1L));
    for (int i = 0; i < 2_000; i++) {
      losses.count("made up " + i, LossReason.SHED);
    }
    assertThat(losses.totals()).hasSizeLessThanOrEqualTo(1_001).containsKey("other");
  }
}
