package io.fairlead.standalone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.core.transport.OutboundFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireOutputTest {

  private final AtomicInteger flushes = new AtomicInteger();
  private final List<Integer> closed = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
              flushes.incrementAndGet();
              context.flush();
            }
          });
  private final WireOutput output =
      new WireOutput(
          channel,
          own -> new EngineBound(own, 1_000, Duration.ofSeconds(30), () -> false),
          (written, code) -> closed.add(code));
  private final List<String> done = new ArrayList<>();

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  @Test
  void writesBatchWithOneFlush() {
    output.frames(
        List.of(whole("one"), whole("two"), OutboundFrame.ping(ByteBuffer.wrap(new byte[] {7}))),
        failure -> done.add("batch " + failure));

    assertThat(flushes).hasValue(1);
    assertThat(done).containsExactly("batch null");
    assertThat(sent())
        .extracting(WireOutputTest::describe)
        .containsExactly("text one", "text two", "ping");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 65_535, 65_536, 300_000})
  void writesEveryLengthForm(int size) {
    byte[] payload = new byte[size];
    java.util.Arrays.fill(payload, (byte) 5);

    output.frames(
        List.of(OutboundFrame.whole(OutboundMessage.binary(payload)), whole("behind")),
        failure -> {});

    List<WebSocketFrame> frames = sent();
    assertThat(ByteBufUtil.getBytes(frames.get(0).content())).isEqualTo(payload);
    assertThat(describe(frames.get(1))).isEqualTo("text behind");
  }

  @Test
  void writesPartsAsContinuations() {
    output.frames(
        List.of(
            OutboundFrame.part(OutboundMessage.text("a"), true, false),
            OutboundFrame.part(OutboundMessage.text("b"), false, false),
            OutboundFrame.part(OutboundMessage.text("c"), false, true)),
        failure -> {});

    List<WebSocketFrame> frames = sent();
    assertThat(frames.get(0)).isInstanceOf(TextWebSocketFrame.class);
    assertThat(frames.subList(1, 3)).hasOnlyElementsOfType(ContinuationWebSocketFrame.class);
    assertThat(frames)
        .extracting(WebSocketFrame::isFinalFragment)
        .containsExactly(false, false, true);
  }

  @Test
  void flushesOnceForWhatOneReadCauses() {
    output.reading();
    output.frames(List.of(whole("one")), failure -> done.add("one"));
    output.frames(List.of(whole("two")), failure -> done.add("two"));
    assertThat(flushes).hasValue(0);
    assertThat(done).as("not handed to the kernel yet").isEmpty();

    output.readingDone();

    assertThat(flushes).hasValue(1);
    assertThat(done).containsExactly("one", "two");
  }

  @Test
  void writesNothingAfterCloseFrame() {
    output.close(new CloseReason(CloseCodes.GOING_AWAY, "bye"));
    output.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, "again"));
    output.frames(
        List.of(whole("late")), failure -> done.add(failure == null ? "sent" : "refused"));
    output.engineFrame(frame(0x81, 1), failure -> done.add(failure == null ? "sent" : "refused"));
    output.engineFrame(frame(0x8A, 1), failure -> done.add(failure == null ? "sent" : "refused"));

    assertThat(done).containsExactly("refused", "refused", "refused");
    assertThat(closed).containsExactly(1001);
    List<WebSocketFrame> frames = sent();
    assertThat(frames).hasSize(1);
    assertThat(((CloseWebSocketFrame) frames.get(0)).reasonText()).isEqualTo("bye");
  }

  @Test
  void keepsOnlyLatestPongWhileClientDoesNotRead() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    for (int i = 0; i < 1_000; i++) {
      output.pong(ping(i % 100));
    }
    assertThat(sent()).isEmpty();

    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    output.writabilityChanged();

    assertThat(sent())
        .hasSize(1)
        .first()
        .isInstanceOf(PongWebSocketFrame.class)
        .satisfies(pong -> assertThat(pong.content().readableBytes()).isEqualTo(99));
  }

  @Test
  void answersPingAtOnceWhileClientReads() {
    output.pong(ping(3));
    output.pong(ping(4));

    assertThat(sent())
        .hasOnlyElementsOfType(PongWebSocketFrame.class)
        .extracting(pong -> pong.content().readableBytes())
        .containsExactly(3, 4);
  }

  @Test
  void boundsWhatTheEngineWritesItself() {
    output.reading(); // so that nothing leaves
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      output.engineFrame(
          frame(0x82, 100),
          failure -> {
            if (failure != null) {
              failures.add(failure);
            }
          });
    }
    output.readingDone();

    assertThat(failures).hasSize(11).hasOnlyElementsOfType(IOException.class); // 9 * 102 < 1,000
    assertThat(sent()).hasSize(9);
    output.engineFrame(frame(0x82, 100), failure -> done.add("room again " + failure));
    assertThat(done).containsExactly("room again null");
  }

  @Test
  void dropsConnectionWhereMessageInPartsCannotGoOn() {
    output.reading();
    output.engineFrame(frame(0x02, 100), failure -> {});
    for (int i = 0; i < 20; i++) {
      output.engineFrame(frame(0x00, 100), failure -> {});
    }

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void boundsPingsOfTheEngineToo() {
    output.reading();
    for (int i = 0; i < 20; i++) {
      output.engineFrame(
          frame(0x89, 100), failure -> done.add(failure == null ? "sent" : "refused"));
    }

    assertThat(done).hasSize(11).containsOnly("refused");
  }

  @Test
  void sendsNoPongBehindCloseFrame() {
    output.close(new CloseReason(CloseCodes.GOING_AWAY, "bye"));
    output.pong(ping(1));

    assertThat(sent()).hasOnlyElementsOfType(CloseWebSocketFrame.class);
  }

  // ---------------------------------------------------------------------------------------------

  private static OutboundFrame whole(String text) {
    return OutboundFrame.whole(OutboundMessage.text(text));
  }

  private static ByteBuffer frame(int first, int size) {
    return ByteBuffer.allocate(2 + size).put(0, (byte) first).put(1, (byte) size);
  }

  private static Frame ping(int size) {
    return new Frame(0x89, false, new byte[size]);
  }

  private List<WebSocketFrame> sent() {
    EmbeddedChannel client =
        new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1 << 20, false));
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      client.writeInbound(bytes);
    }
    List<WebSocketFrame> frames = new ArrayList<>();
    for (WebSocketFrame frame = client.readInbound(); frame != null; frame = client.readInbound()) {
      frames.add(frame);
    }
    return frames;
  }

  private static String describe(WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame text) {
      return "text " + text.text();
    }
    return frame instanceof PingWebSocketFrame
        ? "ping"
        : frame instanceof BinaryWebSocketFrame ? "binary" : "other";
  }
}
