package io.fairlead.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomsTest {

  private final TestChat chat;

  RoomsTest() throws Exception {
    chat = new TestChat();
  }

  @AfterEach
  void stop() {
    chat.close();
  }

  @Test
  void welcomesNewcomerThenSendsHistoryThenWhoIsThere() {
    Tab ada = chat.join("lobby", "ada");
    ada.seat().typing();
    ada.seat().say("first");
    Tab bob = chat.join("lobby", "bob");

    assertThat(bob.types()).containsExactly("welcome", "message", "presence");
    assertThat(bob.values("welcome", "you")).containsExactly("bob");
    JsonObject said = bob.events("message").get(0);
    assertThat(said.getString("text")).isEqualTo("first");
    assertThat(said.getString("from")).isEqualTo("ada");
    assertThat(said.getString("at")).isEqualTo("2026-11-22T12:00:00Z");
    assertThat(bob.people()).isEqualTo(Map.of("ada", 1, "bob", 1));
  }

  @Test
  void sendsToAllInTheRoomAndNobodyElse() {
    Tab ada = chat.join("lobby", "ada");
    Tab bob = chat.join("lobby", "bob");
    Tab eve = chat.join("elsewhere", "eve");

    ada.seat().typing();
    ada.seat().say("hello");

    assertThat(ada.values("message", "text")).containsExactly("hello");
    assertThat(bob.values("message", "text")).containsExactly("hello");
    assertThat(bob.values("typing", "name")).containsExactly("ada");
    assertThat(eve.types()).containsExactly("welcome", "presence");
  }

  @Test
  void countsTabsOfOneUserAndTellsOfTheFirstAndTheLast() {
    Tab watcher = chat.join("lobby", "watcher");
    Tab one = chat.join("lobby", "ada");
    Tab two = chat.join("lobby", "ada");
    one.leave();
    one.leave();
    two.leave();

    assertThat(watcher.events("presence"))
        .extracting(event -> Tab.people(event).getOrDefault("ada", 0))
        .containsExactly(0, 1, 2, 1, 0);
    assertThat(watcher.values("notice", "text")).containsExactly("ada joined", "ada left");
    assertThat(two.events("notice")).isEmpty();
  }

  @Test
  void keepsLatestMessagesOnly() {
    Tab ada = chat.join("lobby", "ada");
    IntStream.rangeClosed(1, Room.HISTORY + 7).forEach(i -> ada.seat().say("message " + i));
    chat.join("lobby", "eve").leave();
    Tab bob = chat.join("lobby", "bob");

    assertThat(bob.values("message", "text"))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(8, Room.HISTORY + 7).mapToObj(i -> "message " + i).toList());
    assertThat(bob.types()).startsWith("welcome", "message").endsWith("message", "presence");
  }

  @Test
  void endsRoomWithItsLastMemberAndKeepsItsHistory() {
    Tab ada = chat.join("lobby", "ada");
    Tab bob = chat.join("lobby", "bob");
    ada.seat().say("for later");
    ada.leave();
    assertThat(chat.rooms.list()).isEqualTo(Map.of("lobby", 1));
    bob.leave();
    assertThat(chat.rooms.list()).isEmpty();

    Tab eve = chat.join("lobby", "eve");

    assertThat(eve.values("message", "text")).containsExactly("for later");
    assertThat(eve.people()).isEqualTo(Map.of("eve", 1));
  }

  @Test
  void hearsNobodyWhoHasLeft() {
    Tab bob = chat.join("lobby", "bob");
    Tab ada = chat.join("lobby", "ada");
    ada.leave();

    ada.seat().say("still here?");

    assertThat(bob.events("message")).isEmpty();
  }

  @Test
  void tellsNoCrowdWhoComesAndGoes() {
    Tab first = chat.join("lobby", "user-0");
    List<Tab> more =
        IntStream.rangeClosed(1, Room.CROWD + 3)
            .mapToObj(i -> chat.join("lobby", "user-" + i))
            .toList();
    assertThat(first.events("notice")).hasSize(Room.CROWD - 1);

    more.forEach(Tab::leave);

    assertThat(first.values("notice", "text"))
        .hasSize(Room.CROWD - 1 + Room.CROWD)
        .endsWith("user-" + (Room.CROWD + 3) + " left");
  }

  @Test
  void countsCrowdAndDoesNotNameIt() {
    Tab first = chat.join("lobby", "user-0");
    IntStream.rangeClosed(1, Events.NAMED).forEach(i -> chat.join("lobby", "user-" + i));

    List<JsonObject> presence = first.events("presence");
    assertThat(presence).hasSize(Events.NAMED + 1);
    assertThat(Tab.people(presence.get(Events.NAMED - 1))).hasSize(Events.NAMED);
    assertThat(presence.get(Events.NAMED).getInt("count")).isEqualTo(Events.NAMED + 1);
    assertThat(presence.get(Events.NAMED)).doesNotContainKey("people");
  }

  @Test
  void tellsAllRoomsThatServerStops() {
    Tab ada = chat.join("lobby", "ada");
    Tab eve = chat.join("elsewhere", "eve");

    chat.harness.shutdown();

    assertThat(ada.values("notice", "text")).containsExactly("The server is stopping.");
    assertThat(eve.values("notice", "text")).containsExactly("The server is stopping.");
  }

  @Test
  void refusesRoomTooManyUntilOneIsFreed() {
    List<Tab> tabs =
        IntStream.range(0, Rooms.MAX_ROOMS)
            .mapToObj(i -> chat.join("room-" + i, "ada"))
            .collect(Collectors.toCollection(ArrayList::new));
    assertThatThrownBy(() -> chat.join("one-more", "ada")).isInstanceOf(FullException.class);
    chat.join("room-7", "bob");

    tabs.remove(0).leave();

    chat.join("one-more", "ada");
    assertThat(chat.rooms.list()).hasSize(Rooms.MAX_ROOMS).doesNotContainKey("room-0");
  }

  @Test
  void refusesMemberTooMany() {
    for (int i = 0; i < Room.MAX_MEMBERS; i++) {
      chat.join("lobby", "ada");
    }
    assertThatThrownBy(() -> chat.join("lobby", "late"))
        .isInstanceOf(FullException.class)
        .hasMessageContaining("full");
  }
}
