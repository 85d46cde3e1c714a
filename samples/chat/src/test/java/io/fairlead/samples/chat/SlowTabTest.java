package io.fairlead.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.MessageClass;
import jakarta.json.JsonObject;
import jakarta.websocket.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a tab gets that has not read for a while. */
class SlowTabTest {

  /** A tab that has read everything up to now, and reads no more. */
  private static Tab slow(TestChat chat) {
    Tab slow = chat.join("lobby", "slow");
    slow.connection().stallWrites();
    slow.seat().tell(Events.error("in-flight", "the write that hangs"));
    return slow;
  }

  private static List<String> afterwards(Tab slow, String... types) {
    int before = slow.events().size();
    slow.connection().resumeWrites();
    return slow.events().stream()
        .skip(before + 1L)
        .filter(event -> List.of(types).contains(event.getString("type")))
        .map(SlowTabTest::brief)
        .toList();
  }

  private static String brief(JsonObject event) {
    return switch (event.getString("type")) {
      case "typing" -> event.getString("name") + " typing";
      case "presence" -> event.getInt("count") + " here";
      default -> event.getString("text");
    };
  }

  @Test
  void getsOneTypingOfEachUserBehindWhatWasSaid() throws Exception {
    try (TestChat chat = new TestChat()) {
      Tab ada = chat.join("lobby", "ada");
      Tab bob = chat.join("lobby", "bob");
      Tab slow = slow(chat);

      for (int i = 0; i < 5; i++) {
        ada.seat().typing();
        bob.seat().typing();
      }
      ada.seat().say("hello");

      assertThat(afterwards(slow, "typing", "message"))
          .containsExactly("hello", "ada typing", "bob typing");
      MessageClass typing = Events.typing("ada").messageClass();
      assertThat(typing.lane()).contains(Lane.LOW);
      assertThat(typing.timeToLive().orElseThrow()).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void getsNoticesBeforeWhatWasSaid() throws Exception {
    try (TestChat chat = new TestChat()) {
      Tab ada = chat.join("lobby", "ada");
      Tab slow = slow(chat);

      ada.seat().say("one");
      ada.seat().say("two");
      chat.join("lobby", "bob");
      chat.harness.shutdown();

      assertThat(afterwards(slow, "notice", "message"))
          .containsExactly("bob joined", "The server is stopping.", "one", "two");
    }
  }

  @Test
  void getsNewestPresenceOnly() throws Exception {
    try (TestChat chat = new TestChat()) {
      Tab slow = slow(chat);

      chat.join("lobby", "ada").leave();
      chat.join("lobby", "bob");
      chat.join("lobby", "eve");

      assertThat(afterwards(slow, "presence")).containsExactly("3 here");
      assertThat(slow.people()).isEqualTo(Map.of("slow", 1, "bob", 1, "eve", 1));
    }
  }

  @Test
  void isClosedWhenItHasNoRoomForMessageAndReadsHistoryWhenItIsBack() throws Exception {
    try (TestChat chat = new TestChat(10)) {
      Tab ada = chat.join("lobby", "ada");
      Tab slow = slow(chat);

      IntStream.rangeClosed(1, 20).forEach(i -> ada.seat().say("message " + i));
      slow.connection().resumeWrites();

      assertThat(slow.connection().closeReason().orElseThrow().getCloseCode())
          .isEqualTo(CloseReason.CloseCodes.TRY_AGAIN_LATER);
      slow.leave();
      assertThat(ada.events("message")).hasSize(20);
      assertThat(ada.people()).isEqualTo(Map.of("ada", 1));
    }
  }
}
