package io.fairlead.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoomsTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Rooms rooms = new Rooms(Clock.fixed(NOON, ZoneOffset.UTC));

  @Test
  void welcomesNewcomerWithPeopleAndHistory() {
    Seat ada = rooms.join("lobby", new RecordingMember("ada"));
    ada.say("first");
    RecordingMember bob = new RecordingMember("bob");
    rooms.join("lobby", bob);

    JsonObject welcome = bob.last();
    assertThat(bob.events()).hasSize(1);
    assertThat(welcome.getString("type")).isEqualTo("welcome");
    assertThat(welcome.getString("you")).isEqualTo("bob");
    assertThat(people(welcome)).isEqualTo(Map.of("ada", 1, "bob", 1));
    JsonObject said = welcome.getJsonArray("history").getJsonObject(0);
    assertThat(said.getString("text")).isEqualTo("first");
    assertThat(said.getString("from")).isEqualTo("ada");
    assertThat(said.getString("at")).isEqualTo("2026-11-22T12:00:00Z");
  }

  @Test
  void sendsMessageToAllInTheRoomAndNobodyElse() {
    RecordingMember ada = new RecordingMember("ada");
    RecordingMember bob = new RecordingMember("bob");
    RecordingMember eve = new RecordingMember("eve");
    Seat seat = rooms.join("lobby", ada);
    rooms.join("lobby", bob);
    rooms.join("elsewhere", eve);

    seat.say("hello");

    assertThat(ada.last().getString("text")).isEqualTo("hello");
    assertThat(bob.last().getString("text")).isEqualTo("hello");
    assertThat(eve.events("message")).isEmpty();
  }

  @Test
  void countsTabsOfOneUser() {
    RecordingMember watcher = new RecordingMember("watcher");
    rooms.join("lobby", watcher);
    Seat one = rooms.join("lobby", new RecordingMember("ada"));
    Seat two = rooms.join("lobby", new RecordingMember("ada"));
    one.leave();
    one.leave();
    two.leave();

    assertThat(watcher.events("presence"))
        .extracting(event -> event.getString("name") + event.getInt("tabs"))
        .containsExactly("ada1", "ada2", "ada1", "ada0");
  }

  @Test
  void keepsLatestMessagesOnly() {
    Seat ada = rooms.join("lobby", new RecordingMember("ada"));
    IntStream.rangeClosed(1, Room.HISTORY + 7).forEach(i -> ada.say("message " + i));
    RecordingMember bob = new RecordingMember("bob");
    rooms.join("lobby", bob);

    List<JsonObject> history = bob.last().getJsonArray("history").getValuesAs(JsonObject.class);
    assertThat(history).hasSize(Room.HISTORY);
    assertThat(history.get(0).getString("text")).isEqualTo("message 8");
    assertThat(history.get(Room.HISTORY - 1).getInt("id")).isEqualTo(Room.HISTORY + 7);
  }

  @Test
  void freesRoomWithItsLastMember() {
    Seat ada = rooms.join("lobby", new RecordingMember("ada"));
    Seat bob = rooms.join("lobby", new RecordingMember("bob"));
    ada.say("soon forgotten");
    ada.leave();
    assertThat(rooms.list()).isEqualTo(Map.of("lobby", 1));
    bob.leave();
    assertThat(rooms.list()).isEmpty();

    RecordingMember eve = new RecordingMember("eve");
    rooms.join("lobby", eve);
    assertThat(eve.last().getJsonArray("history")).isEmpty();
  }

  @Test
  void dropsMemberThatCannotBeSentToAndServesTheOthers() {
    RecordingMember slow = new RecordingMember("slow");
    RecordingMember quick = new RecordingMember("quick");
    rooms.join("lobby", slow);
    Seat seat = rooms.join("lobby", quick);
    slow.broken = true;

    seat.say("hello");

    assertThat(slow.drops).hasValue(1);
    assertThat(quick.drops).hasValue(0);
    assertThat(quick.last().getString("text")).isEqualTo("hello");
  }

  @Test
  void hearsNobodyWhoHasLeft() {
    RecordingMember bob = new RecordingMember("bob");
    rooms.join("lobby", bob);
    Seat ada = rooms.join("lobby", new RecordingMember("ada"));
    ada.leave();

    ada.say("still here?");

    assertThat(bob.events("message")).isEmpty();
  }

  @Test
  void refusesRoomTooManyUntilOneIsFreed() {
    List<Seat> seats =
        IntStream.range(0, Rooms.MAX_ROOMS)
            .mapToObj(i -> rooms.join("room-" + i, new RecordingMember("ada")))
            .collect(Collectors.toCollection(ArrayList::new));
    assertThatThrownBy(() -> rooms.join("one-more", new RecordingMember("ada")))
        .isInstanceOf(FullException.class);
    rooms.join("room-7", new RecordingMember("bob"));

    seats.remove(0).leave();

    rooms.join("one-more", new RecordingMember("ada"));
    assertThat(rooms.list()).hasSize(Rooms.MAX_ROOMS).doesNotContainKey("room-0");
  }

  @Test
  void refusesMemberTooMany() {
    for (int i = 0; i < Room.MAX_MEMBERS; i++) {
      rooms.join("lobby", new SilentMember("user-" + i));
    }
    assertThatThrownBy(() -> rooms.join("lobby", new RecordingMember("late")))
        .isInstanceOf(FullException.class);
    assertThat(rooms.list()).containsEntry("lobby", Room.MAX_MEMBERS);
  }

  /**
   * Many threads join, say and leave in few rooms, so that rooms begin and end all the time. What a
   * member sees has to be one unbroken story: ids without a gap from its welcome on, and presence
   * that adds up to who is there in the end.
   */
  @Test
  void tellsEveryMemberOneUnbrokenStoryUnderConcurrency() throws Exception {
    int threads = 8;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<RecordingMember>>> runs =
          IntStream.range(0, threads)
              .mapToObj(i -> executor.submit(() -> comeAndGo("user-" + i % 5, start)))
              .toList();
      for (Future<List<RecordingMember>> run : runs) {
        run.get(60, TimeUnit.SECONDS).forEach(RoomsTest::assertUnbroken);
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(rooms.list()).isEmpty();
    // No permit leaked: all rooms can be had again.
    for (int i = 0; i < Rooms.MAX_ROOMS; i++) {
      rooms.join("again-" + i, new SilentMember("x"));
    }
  }

  private List<RecordingMember> comeAndGo(String name, CyclicBarrier start) throws Exception {
    start.await(30, TimeUnit.SECONDS);
    List<RecordingMember> members = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      RecordingMember member = new RecordingMember(name);
      Seat seat = rooms.join("room-" + ThreadLocalRandom.current().nextInt(3), member);
      seat.say("a");
      seat.say("b");
      seat.leave();
      members.add(member);
    }
    return members;
  }

  private static void assertUnbroken(RecordingMember member) {
    List<JsonObject> events = member.events();
    JsonObject welcome = events.get(0);
    assertThat(welcome.getString("type")).isEqualTo("welcome");
    List<JsonObject> history = welcome.getJsonArray("history").getValuesAs(JsonObject.class);
    List<Integer> ids =
        IntStream.concat(
                history.stream().mapToInt(each -> each.getInt("id")),
                member.events("message").stream().mapToInt(each -> each.getInt("id")))
            .boxed()
            .toList();
    assertThat(ids)
        .containsExactlyElementsOf(
            IntStream.range(ids.get(0), ids.get(0) + ids.size()).boxed().toList());
    assertThat(member.events("message"))
        .filteredOn(each -> each.getString("from").equals(member.name()))
        .hasSizeGreaterThanOrEqualTo(2);
    Map<String, Integer> people = new HashMap<>(people(welcome));
    member.events("presence").forEach(event -> apply(event, people));
    assertThat(people).containsKey(member.name()); // it was there to the last event it saw
    assertThat(events.stream().skip(1).map(event -> event.getString("type")))
        .isSubsetOf("message", "presence");
  }

  private static void apply(JsonObject presence, Map<String, Integer> people) {
    String name = presence.getString("name");
    int now = presence.getInt("tabs");
    int before = people.getOrDefault(name, 0);
    assertThat(Math.abs(now - before)).as("one tab at a time").isEqualTo(1);
    if (now == 0) {
      people.remove(name);
    } else {
      people.put(name, now);
    }
  }

  private static Map<String, Integer> people(JsonObject welcome) {
    return welcome.getJsonArray("people").getValuesAs(JsonObject.class).stream()
        .collect(Collectors.toMap(each -> each.getString("name"), each -> each.getInt("tabs")));
  }

  private record SilentMember(String name, Object identity) implements Member {
    SilentMember(String name) {
      this(name, new Object());
    }

    @Override
    public void send(String json, Runnable failed) {}

    @Override
    public void drop() {}
  }
}
