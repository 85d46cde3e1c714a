package io.fairlead.core.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.Overflow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {

  private final QueueFixture it = new QueueFixture(1_000, 1 << 20, Overflow.REJECT);

  @Test
  void higherLaneLeavesFirstAndOrderHoldsInside() {
    it.send("in flight");
    it.send("low 1", Lane.LOW);
    it.send("normal 1");
    it.send("high 1", Lane.HIGH);
    it.send("normal 2", Lane.NORMAL);
    it.ping("p");

    assertThat(it.drain())
        .containsExactly("in flight", "PING p", "high 1", "normal 1", "normal 2", "low 1");
  }

  @Test
  void lowerLaneHasItsTurnAfterTheFairnessBound() {
    it.send("in flight");
    for (int i = 0; i < 20; i++) {
      it.send("h" + i, Lane.HIGH);
    }
    it.send("n", Lane.NORMAL);
    it.send("l", Lane.LOW);

    List<String> order = it.drain();
    // the fixture's bound is 4
    assertThat(order.indexOf("n")).isEqualTo(5);
    assertThat(order.indexOf("l")).isEqualTo(6);
    order.removeAll(List.of("in flight", "n", "l"));
    assertThat(order).isEqualTo(numbered("h", 20));
  }

  @Test
  void noLaneIsStarvedHoweverMuchKeepsComing() {
    it.send("in flight");
    it.send("low", Lane.LOW);
    int taken = 0;
    for (; !it.shown().contains("low") && taken < 100; taken++) {
      it.send("high", Lane.HIGH);
      it.send("normal", Lane.NORMAL);
      it.transport.complete(null);
    }
    assertThat(taken).isLessThanOrEqualTo(7);
  }

  @Test
  void messageInPartsThatHasNotBegunLetsOthersPass() {
    it.send("in flight");
    it.part("1", true, false);
    it.send("high", Lane.HIGH);
    it.part("2", false, true);
    it.send("normal");

    assertThat(it.drain()).containsExactly("in flight", "high", "1", "2", "normal");
  }

  @Test
  void messageInPartsThatHasBegunLetsOnlyControlFramesPass() {
    it.part("1", true, false);
    it.send("high", Lane.HIGH);
    it.send("normal");
    it.ping("p");
    assertThat(it.drain()).containsExactly("1", "PING p");

    it.part("2", false, false);
    it.part("3", false, true);
    assertThat(it.drain()).containsExactly("1", "PING p", "2", "3", "high", "normal");
  }

  @Test
  void countsWhatWaitsInEachLane() {
    it.send("in flight");
    it.send("low", Lane.LOW);
    it.send("low", Lane.LOW);
    it.send("normal");
    it.ping("p");

    assertThat(it.queue.messages()).isEqualTo(5);
    assertThat(List.of(Lane.values()).stream().map(it.queue::messages)).containsExactly(1, 0, 1, 2);
    it.drain();
    assertThat(it.queue.messages()).isZero();
    assertThat(it.queue.bytes()).isZero();
  }

  private static List<String> numbered(String prefix, int count) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(prefix + i);
    }
    return all;
  }
}
