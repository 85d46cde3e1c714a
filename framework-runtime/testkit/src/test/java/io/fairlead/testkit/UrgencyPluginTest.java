package io.fairlead.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.OutboundHandler;
import io.fairlead.api.plugin.Plugin;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UrgencyPluginTest {

  @Test
  void plainSendsGetLanesAndKeysFromAPlugin() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new UrgencyPlugin()).start()) {
      RecordedConnection connection = harness.connect();
      connection.stallWrites();
      for (String text :
          new String[] {"first", "quote EUR 1", "text", "quote USD 2", "quote EUR 3", "alarm !"}) {
        connection.send(OutboundMessage.text(text));
      }
      connection.resumeWrites();

      assertThat(connection.sentTexts())
          .containsExactly("first", "alarm !", "text", "quote EUR 3", "quote USD 2");
      assertThat(connection.outbound().lost(LossReason.CONFLATED)).isEqualTo(1);
      assertThat(harness.connections().lost())
          .containsEntry("quote", Map.of(LossReason.CONFLATED, 1L));
    }
  }

  @Test
  void handlerThatFailsChangesNothing() throws Exception {
    Plugin failing =
        context ->
            context
                .contributions()
                .add(
                    OutboundHandler.class,
                    (connection, message) -> {
                      throw new IllegalStateException("on purpose");
                    });
    try (PluginHarness harness = PluginHarness.of(failing).start()) {
      RecordedConnection connection = harness.connect();
      assertThat(connection.send(OutboundMessage.text("a")).accepted()).isTrue();
      assertThat(connection.sentTexts()).containsExactly("a");
    }
  }
}
