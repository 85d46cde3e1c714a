package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.event.ListenerOptions;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.api.event.MessageReceived;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;
import io.fairlead.api.topic.TopicPattern;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The listener that docs/events.md shows. */
final class EventExampleTest {

  // snippet: listen
  /** Counts the bytes that come in for each chat room. */
  static final class RoomMeter implements Plugin {
    private final Map<String, Long> bytes = new ConcurrentHashMap<>();
    private @Nullable ListenerRegistration listener;

    @Override
    public void start(PluginContext context) {
      listener =
          context
              .events()
              .listen(
                  MessageReceived.class,
                  TopicPattern.of("chat.*"),
                  event -> add(event.topic().name(), event.message().size()),
                  ListenerOptions.PARALLEL.withDeadline(Duration.ofSeconds(1)));
    }

    private void add(String room, long size) {
      bytes.merge(room, size, Long::sum);
    }

    long missed() {
      return listener == null ? 0 : listener.lost();
    }
  }

  // end

  @Test
  void countsWhatComesIn() throws Exception {
    RoomMeter meter = new RoomMeter();
    try (PluginHarness harness = PluginHarness.of(meter).start()) {
      harness
          .connect(TestHandshake.to("/chat/lobby").build(), Identity.of("bob"))
          .clientSends("hello")
          .clientSends("you");
      harness.connect().clientSends("elsewhere");
      assertThat(meter.bytes).containsExactly(Map.entry("chat.lobby", 8L));
      assertThat(meter.missed()).isZero();
    }
  }
}
