package io.fairlead.samples.shout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.PluginHarness;
import io.fairlead.testkit.RecordedConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShoutPluginTest {

  @Test
  void turnsTextIntoCapitals() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new ShoutPlugin()).start()) {
      RecordedConnection connection = harness.connect();

      connection.clientSends("hello, Zoë").clientSends("");

      assertThat(connection.endpointTexts()).containsExactly("HELLO, ZOË", "");
    }
  }

  @Test
  void leavesBinaryMessagesAsTheyAre() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new ShoutPlugin()).start()) {
      RecordedConnection connection = harness.connect();

      connection.clientSends(ByteBuffer.wrap(new byte[] {'a', 'b'}));

      assertThat(connection.endpointMessages())
          .singleElement()
          .satisfies(
              message ->
                  assertThat(message.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {'a', 'b'})));
    }
  }

  @Test
  void hasTwentyLines() throws IOException {
    Path source = Path.of("src/main/java/io/fairlead/samples/shout/ShoutPlugin.java");

    assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(20);
  }
}
