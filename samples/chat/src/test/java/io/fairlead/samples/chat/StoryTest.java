package io.fairlead.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.topic.Topic;
import io.fairlead.testkit.RecordedConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many come, talk and go at once. */
class StoryTest {

  private static final int THREADS = 8;
  private static final int ROUNDS = 200;
  private static final int ROOMS = 3;

  private record Visit(String room, Tab tab) {}

  @Test
  void everybodyGetsAnUnbrokenPieceOfTheOneStoryOfTheRoom() throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try (TestChat chat = new TestChat()) {
      Map<String, RecordedConnection> stories = stories(chat);
      Tab stays = chat.join("room-0", "stays"); // the other rooms begin and end all the time
      List<Future<List<Visit>>> runs =
          IntStream.range(0, THREADS)
              .mapToObj(i -> executor.submit(() -> comeAndGo(chat, i, start)))
              .toList();
      List<Visit> visits = new ArrayList<>();
      for (Future<List<Visit>> run : runs) {
        visits.addAll(run.get(60, TimeUnit.SECONDS));
      }
      for (var story : stories.entrySet()) {
        List<String> all = story.getValue().sentTexts();
        visits.stream()
            .filter(visit -> visit.room().equals(story.getKey()))
            .forEach(visit -> assertUnbroken(visit.tab(), all));
      }
      assertThat(chat.rooms.list()).isEqualTo(Map.of("room-0", 1));
      assertThat(stays.people()).isEqualTo(Map.of("stays", 1));
      stays.leave();
      // No permit leaked: all rooms can be had again.
      IntStream.range(0, Rooms.MAX_ROOMS).forEach(i -> chat.join("again-" + i, "x"));
    } finally {
      executor.shutdownNow();
    }
  }

  /** All that is said in each room, heard by one who is in none. */
  private static Map<String, RecordedConnection> stories(TestChat chat) {
    Map<String, RecordedConnection> stories = new HashMap<>();
    for (int i = 0; i < ROOMS; i++) {
      RecordedConnection listener = chat.harness.connect();
      chat.harness.topics().subscribe(listener, Topic.of("chat.room-" + i), 0);
      stories.put("room-" + i, listener);
    }
    return stories;
  }

  private static List<Visit> comeAndGo(TestChat chat, int thread, CyclicBarrier start)
      throws Exception {
    start.await(30, TimeUnit.SECONDS);
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      String room = "room-" + ThreadLocalRandom.current().nextInt(ROOMS);
      Tab tab = chat.join(room, "user-" + thread % 5);
      tab.seat().say(thread + "a" + i);
      tab.seat().say(thread + "b" + i);
      tab.leave();
      visits.add(new Visit(room, tab));
      assertThat(tab.values("message", "text")).contains(thread + "a" + i, thread + "b" + i);
    }
    return visits;
  }

  private static void assertUnbroken(Tab tab, List<String> story) {
    List<String> heard =
        tab.connection().sentTexts().stream()
            .filter(text -> text.contains("\"type\":\"message\""))
            .toList();
    assertThat(Collections.indexOfSubList(story, heard))
        .as("%s in the story", heard)
        .isNotNegative();
    assertThat(tab.types()).startsWith("welcome");
    assertThat(tab.people()).containsKey(tab.seat().member().name());
  }
}
