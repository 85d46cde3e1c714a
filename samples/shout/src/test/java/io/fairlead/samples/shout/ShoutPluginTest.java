package io.fairlead.samples.shout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.PluginHarness;
import io.fairlead.testkit.RecordedConnection;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShoutPluginTest {

  @Test
  void turnsEveryExclamationMarkIntoThree() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new ShoutPlugin()).start()) {
      RecordedConnection connection = harness.connect();

      connection.clientSends("Ahoy, Zoë! Hi!").clientSends("calm").clientSends("");

      assertThat(connection.endpointTexts()).containsExactly("Ahoy, Zoë!!! Hi!!!", "calm", "");
    }
  }

  @Test
  void keepsChatMessageValidJson() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new ShoutPlugin()).start()) {
      RecordedConnection connection = harness.connect();

      connection.clientSends("{\"type\":\"say\",\"text\":\"hi!\"}");

      String arrived = connection.endpointTexts().get(0);
      try (JsonReader reader = Json.createReader(new StringReader(arrived))) {
        assertThat(reader.readObject())
            .isEqualTo(Json.createObjectBuilder().add("type", "say").add("text", "hi!!!").build());
      }
    }
  }

  @Test
  void leavesBinaryMessagesAsTheyAre() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new ShoutPlugin()).start()) {
      RecordedConnection connection = harness.connect();

      connection.clientSends(ByteBuffer.wrap(new byte[] {'a', '!'}));

      assertThat(connection.endpointMessages())
          .singleElement()
          .satisfies(
              message ->
                  assertThat(message.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {'a', '!'})));
    }
  }

  @Test
  void hasTwentyLines() throws IOException {
    Path source = Path.of("src/main/java/io/fairlead/samples/shout/ShoutPlugin.java");

    assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(20);
  }
}
