package io.fairlead.plugins.auditlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.api.admission.Identity;
import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.PluginConfigException;
import io.fairlead.testkit.PluginHarness;
import io.fairlead.testkit.RecordedConnection;
import io.fairlead.testkit.TestHandshake;
import io.fairlead.testkit.TestNetwork;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogPluginTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  AuditLogPluginTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Path file() {
    return directory.resolve("audit.jsonl");
  }

  private PluginHarness.Builder plugin() {
    return PluginHarness.of(new AuditLogPlugin()).id("audit-log").config("file", file().toString());
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file())) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static String event(JsonNode line) {
    return line.get("event").textValue();
  }

  @Test
  void writesTheLifeOfConnection() throws Exception {
    try (PluginHarness harness = plugin().start()) {
      RecordedConnection connection = harness.connect();
      harness.clock().advance(Duration.ofSeconds(3));
      connection.clientSends("grüße").clientSends(ByteBuffer.allocate(9));
      connection.clientCloses(CloseCodes.GOING_AWAY);
      assertThat(connection.endpointMessages()).hasSize(2);
    }

    List<JsonNode> lines = lines();
    assertThat(lines)
        .extracting(AuditLogPluginTest::event)
        .containsExactly("open", "message", "message", "close");
    assertThat(lines)
        .extracting(line -> line.get("connection").textValue())
        .containsOnly(lines.get(0).get("connection").textValue());
    assertThat(lines.get(0).toString())
        .isEqualTo(
            "{\"time\":\"2026-01-01T00:00:00Z\",\"event\":\"open\",\"connection\":\""
                + lines.get(0).get("connection").textValue()
                + "\",\"request\":\"test-request\",\"principal\":\"alice\","
                + "\"client\":\"192.0.2.1\",\"path\":\"/test\"}");
    JsonNode text = lines.get(1);
    assertThat(text.get("time").textValue()).isEqualTo("2026-01-01T00:00:03Z");
    assertThat(text.get("kind").textValue()).isEqualTo("text");
    assertThat(text.get("size").intValue()).isEqualTo(7);
    assertThat(text.has("text")).isFalse();
    assertThat(lines.get(2).get("kind").textValue()).isEqualTo("binary");
    assertThat(lines.get(2).get("size").intValue()).isEqualTo(9);
    assertThat(lines.get(2).has("base64")).isFalse();
    assertThat(lines.get(3).get("code").intValue()).isEqualTo(1001);
  }

  @Test
  void writesPayloadsWhereAsked() throws Exception {
    try (PluginHarness harness = plugin().config("payload", "true").start()) {
      harness
          .connect()
          .clientSends("a \"quoted\"\nline")
          .clientSends(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      assertThat(harness.contributions(InboundHandler.class).get(0).acceptsParts()).isFalse();
    }

    assertThat(lines().get(1).get("text").textValue()).isEqualTo("a \"quoted\"\nline");
    assertThat(lines().get(2).get("base64").textValue()).isEqualTo("AQID");
  }

  @Test
  void writesErrorsByTheirTypeWithoutTheirText() throws Exception {
    try (PluginHarness harness =
        plugin()
            .endpoint(
                (connection, message) -> {
                  throw new IllegalStateException("cannot read " + message.text());
                })
            .start()) {
      harness.connect().clientSends("secret");
    }

    JsonNode error = lines().get(2);
    assertThat(event(error)).isEqualTo("error");
    assertThat(error.get("source").textValue()).isEqualTo("endpoint");
    assertThat(error.get("error").textValue()).isEqualTo("java.lang.IllegalStateException");
    assertThat(error.has("plugin")).isFalse();
    assertThat(Files.readString(file())).doesNotContain("secret");
  }

  @Test
  void anonymousClientHasNoPrincipalAndUnknownAddressNoClient() throws Exception {
    try (PluginHarness harness = plugin().start()) {
      harness.connect(
          TestHandshake.to("/open").network(TestNetwork.withoutAddress()).build(),
          Identity.ANONYMOUS);
    }

    assertThat(lines().get(0).has("principal")).isFalse();
    assertThat(lines().get(0).has("client")).isFalse();
    assertThat(lines().get(0).get("path").textValue()).isEqualTo("/open");
  }

  @Test
  void neverWritesToken() throws Exception {
    try (PluginHarness harness = plugin().start()) {
      RecordedConnection connection =
          harness.connect(
              TestHandshake.to("/test")
                  .query("access_token", "t0ken-in-query")
                  .header("Authorization", "Bearer t0ken-in-header")
                  .cookie("session", "t0ken-in-cookie")
                  .subprotocols("bearer", "t0ken-in-subprotocol")
                  .build(),
              Identity.builder("alice").claim("jti", "t0ken-in-claim").build());
      connection.clientSends("hello");
      connection.clientCloses(CloseCodes.NORMAL_CLOSURE);
    }

    assertThat(lines()).hasSize(3);
    assertThat(Files.readString(file())).doesNotContain("t0ken");
  }

  @Test
  void orderlyStopLosesNothingNotEvenTheConnectionsEnds() throws Exception {
    int connections = 40;
    int messages = 50;
    try (PluginHarness harness = plugin().config("flush-interval", "5m").start()) {
      List<RecordedConnection> open = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        open.add(harness.connect());
      }
      for (RecordedConnection each : open) {
        for (int i = 0; i < messages; i++) {
          each.clientSends("message " + i);
        }
      }
      assertThat(lines()).as("nothing is due yet").isEmpty();

      harness.shutdown();
      assertThat(lines()).hasSize(connections * (messages + 1));

      open.forEach(each -> each.clientCloses(CloseCodes.GOING_AWAY));
    }

    assertThat(lines()).hasSize(connections * (messages + 2));
    assertThat(lines().stream().filter(line -> event(line).equals("close"))).hasSize(connections);
  }

  @Test
  void smallQueueSlowsClientsDownAndLosesNothing() throws Exception {
    List<RecordedConnection> open = new ArrayList<>();
    try (PluginHarness harness =
        plugin().config("queue-bytes", "4096").config("flush-interval", "0ms").start()) {
      for (int i = 0; i < 20; i++) {
        open.add(harness.connect());
      }
      for (int i = 0; i < 200; i++) {
        for (RecordedConnection each : open) {
          each.clientSends(String.format("%04d", i));
        }
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> open.stream().allMatch(each -> each.endpointTexts().size() == 200));
    }

    for (RecordedConnection each : open) {
      assertThat(each.endpointTexts()).isSorted();
    }
    assertThat(lines()).hasSize(20 * 201);
  }

  @Test
  void fullDiskDoesNotTouchConnections() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full));
    try (PluginHarness harness =
        PluginHarness.of(new AuditLogPlugin())
            .id("audit-log")
            .config("file", full.toString())
            .config("queue-bytes", "4096")
            .config("flush-interval", "0ms")
            .start()) {
      RecordedConnection connection = harness.connect();
      for (int i = 0; i < 200; i++) {
        connection.clientSends("message " + i);
      }

      await().atMost(Duration.ofSeconds(60)).until(() -> connection.endpointTexts().size() == 200);
      assertThat(connection.closeReason()).isEmpty();
    }
  }

  @Test
  void isInactiveWithoutFile() {
    assertThatThrownBy(() -> PluginHarness.of(new AuditLogPlugin()).id("audit-log").start())
        .isInstanceOf(InactivePluginException.class)
        .hasMessageContaining("fairlead.plugins.audit-log.file");
  }

  @Test
  void directoryInPlaceOfFileIsAnErrorAtStart() {
    assertThatThrownBy(() -> plugin().config("file", directory.toString()).start())
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("fairlead.plugins.audit-log.file")
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("directory");
  }

  @Test
  void unwritableDirectoryIsAnErrorAtStart() throws Exception {
    Path locked = Files.createDirectory(directory.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
    assumeTrue(!Files.isWritable(locked), "root may write anywhere");

    assertThatThrownBy(() -> plugin().config("file", locked.resolve("x").toString()).start())
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void fileInPlaceOfDirectoryIsAnErrorAtStart() throws Exception {
    Path plain = Files.writeString(directory.resolve("plain"), "");

    assertThatThrownBy(() -> plugin().config("file", plain.resolve("x").toString()).start())
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining(plain.toString());
  }

  @Test
  void refusesUnknownKeyAndBadValues() {
    assertThatThrownBy(() -> plugin().config("fiel", "x").start())
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("fairlead.plugins.audit-log.fiel");
    assertThatThrownBy(() -> plugin().config("flush-interval", "1h").start())
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("flush-interval")
        .hasMessageContaining("5m");
    assertThatThrownBy(() -> plugin().config("queue-bytes", "10").start())
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("queue-bytes");
    assertThat(file()).doesNotExist();
  }
}
