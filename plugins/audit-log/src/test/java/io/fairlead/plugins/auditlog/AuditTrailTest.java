package io.fairlead.plugins.auditlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.plugin.Chain;
import io.fairlead.testkit.PluginHarness;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditTrailTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private final GatedSink sink = new GatedSink();
  private final AuditWriter writer =
      new AuditWriter(
          sink,
          new AuditSettings(Path.of("unused"), false, Duration.ZERO, false, 400),
          new FailureLog(new RecordedLogger(), "audit.jsonl", CLOCK),
          Runnable::run);
  private final AuditTrail trail = new AuditTrail(writer, new AuditRecords(CLOCK, false), false);
  private final PluginHarness harness;
  private final Connection connection;

  AuditTrailTest() throws Exception {
    harness = PluginHarness.of(context -> {}).start();
    connection = harness.connect();
  }

  @BeforeEach
  void shut() {
    sink.shut();
  }

  @AfterEach
  void stop() throws Exception {
    writer.close(LONG);
    harness.close();
  }

  private record Part(Connection connection, int size, boolean last) implements InboundMessage {
    @Override
    public Kind kind() {
      return Kind.BINARY;
    }

    @Override
    public String text() {
      throw new IllegalStateException("a binary message has no text");
    }

    @Override
    public ByteBuffer bytes() {
      return ByteBuffer.allocate(size).asReadOnlyBuffer();
    }

    @Override
    public InboundMessage withText(String text) {
      throw new UnsupportedOperationException();
    }

    @Override
    public InboundMessage withBytes(ByteBuffer bytes) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class CountingChain implements Chain {
    private final AtomicInteger proceeded = new AtomicInteger();

    @Override
    public void proceed() {
      proceeded.incrementAndGet();
    }

    @Override
    public void proceed(InboundMessage replacement) {
      throw new AssertionError("an audit log changes nothing");
    }

    @Override
    public void consume() {
      throw new AssertionError("an audit log holds nothing back for good");
    }
  }

  /** Sends until one message has to wait; returns how many were sent. */
  private int fillTheQueue(Chain chain) {
    for (int sent = 1; sent <= 100; sent++) {
      trail.onMessage(new Part(connection, 1, true), chain);
      if (writer.waiting() > 0) {
        return sent;
      }
    }
    throw new AssertionError("a queue of 400 bytes takes 100 lines and more");
  }

  @Test
  void messageGoesOnOnlyWhenItsLineHasRoom() {
    CountingChain chain = new CountingChain();
    int sent = fillTheQueue(chain);
    assertThat(chain.proceeded).hasValue(sent - 1);

    sink.open();

    await().atMost(LONG).until(() -> chain.proceeded.get() == sent);
    await().atMost(LONG).until(() -> sink.lines().size() == sent);
  }

  @Test
  void closeStaysBehindTheMessagesThatWait() throws Exception {
    CountingChain chain = new CountingChain();
    fillTheQueue(chain);
    trail.onClose(connection, new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));

    sink.open();
    writer.close(LONG);

    List<String> lines = sink.lines();
    assertThat(lines).last().asString().contains("\"event\":\"close\"", "\"code\":1000");
    assertThat(lines.subList(0, lines.size() - 1)).allMatch(line -> line.contains("message"));
  }

  @Test
  void messageInPartsIsOneLineWithTheSizeOfAll() throws Exception {
    CountingChain chain = new CountingChain();
    sink.open();

    trail.onMessage(new Part(connection, 10, false), chain);
    trail.onMessage(new Part(connection, 20, false), chain);
    trail.onMessage(new Part(connection, 5, true), chain);
    trail.onMessage(new Part(connection, 7, true), chain);
    writer.close(LONG);

    assertThat(trail.acceptsParts()).isTrue();
    assertThat(chain.proceeded).hasValue(4);
    assertThat(sink.lines()).hasSize(2);
    assertThat(sink.lines().get(0)).contains("\"size\":35");
    assertThat(sink.lines().get(1)).contains("\"size\":7");
  }
}
