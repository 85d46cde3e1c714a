package io.fairlead.standalone.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.standalone.deflate.Agreement;
import io.fairlead.standalone.deflate.Compression;
import io.fairlead.standalone.deflate.MessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtension;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames in and out where compression is agreed; the codec itself has tests of its own. */
class CompressedFramesTest {

  private static final int LIMIT = 100_000;
  private static final byte[] HELLO = hex("f248cdc9c90700");
  private static final byte[] NO_UTF8 = hex("00 0200fdff c341 00"); // stored as it is
  private static final byte[] HALF = hex("00 0100feff c3 00");

  private final Compression compression =
      Compression.of(
          FairleadConfig.of(
              Map.of(
                  "fairlead.compression.enabled",
                  "true",
                  "fairlead.limits.message-bytes",
                  String.valueOf(LIMIT))));
  private final MessageCodec codec = compression.codec(new Agreement(true, true, false));
  private final FrameDecoder decoder = new FrameDecoder(LIMIT, new MemoryBudget(1 << 30).account());

  CompressedFramesTest() {
    decoder.inflateWith(codec.inflater());
  }

  @AfterEach
  void close() {
    codec.close();
  }

  // --- in --------------------------------------------------------------------------------------

  @Test
  void mixesPlainAndCompressedMessagesWithControlFramesBetweenFragments() throws Exception {
    byte[] wire =
        join(
            frame(0xC1, HELLO),
            frame(0x81, "plain".getBytes(UTF_8)),
            frame(0x42, java.util.Arrays.copyOf(HELLO, 3)),
            frame(0x89, new byte[] {1}),
            frame(0x80, java.util.Arrays.copyOfRange(HELLO, 3, 7)),
            frame(0x01, "pl".getBytes(UTF_8)),
            frame(0x80, "ain".getBytes(UTF_8)),
            frame(0xC1, hex("f200110000")));
    for (int chop : new int[] {1, 2, 3, 7, 1000}) {
      StringBuilder seen = new StringBuilder();
      for (Frame frame : decode(wire, chop)) {
        seen.append(frame.isPing() ? "." : UTF_8.decode(frame.payload()));
        seen.append(frame.isText() ? "t" : "").append(frame.fin() ? "|" : "");
        assertThat(frame.whole().get() & 0x70).isZero();
      }
      assertThat(seen.toString())
          .matches("Hellot\\|plaint\\|(.*)\\.\\|(.*)\\|plt(ain)t\\|Hellot\\|");
      assertThat(seen.toString().replace(".|", "")).contains("|Hello|");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "A1, reserved bit 2 of a first frame",
    "D1, reserved bit 3 of a first frame",
    "C9, reserved bit 1 of a ping",
    "CA, reserved bit 1 of a pong",
    "C8, reserved bit 1 of a close"
  })
  void refusesTheBitsThatMeanNothing(String first, String why) {
    assertThat(refusal(frame(Integer.parseInt(first, 16), new byte[0]))).as(why).isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "41"})
  void refusesTheBitOnContinuations(String first) {
    byte[] wire = join(frame(Integer.parseInt(first, 16), new byte[0]), frame(0xC0, HELLO));
    assertThat(refusal(wire)).isEqualTo(1002);
  }

  @Test
  void refusesInflatedTextThatIsNotUtf8() throws Exception {
    assertThat(decode(frame(0xC2, NO_UTF8), 100)).as("binary").hasSize(1);
    assertThat(refusal(frame(0x41, NO_UTF8))).as("at once").isEqualTo(1007);
  }

  @Test
  void refusesInflatedTextThatEndsInsideCharacter() throws Exception {
    byte[] continuation = hex("00 0100feff bc 00"); // of u with two dots
    byte[] whole = join(frame(0x41, HALF), frame(0x00, hex("0000ffff")), frame(0x80, continuation));
    assertThat(decode(whole, 3)).hasSize(3);
    assertThat(refusal(frame(0xC1, HALF))).isEqualTo(1007);
  }

  @Test
  void refusesWhatCannotBeInflated() {
    assertThat(refusal(frame(0xC2, hex("ff")))).isEqualTo(1007);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C2FF000000000001C000", "C2FF0000000080000000", "C2FF7FFFFFFFFFFFFFFF"})
  void refusesCompressedFrameLongerThanItsMessageMayBeAsSoonAsItIsAnnounced(String header) {
    assertThat(refusal(hex(header))).isEqualTo(1009);
  }

  @Test
  void takesMessageThatCompressionMadeLongerThanTheLimit() throws Exception {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) { // 100 blocks of 1,000 bytes, stored as they are
      stored.writeBytes(hex("00e80317fc"));
      stored.writeBytes(new byte[1_000]);
    }
    stored.write(0);
    assertThat(stored.size()).isGreaterThan(LIMIT);

    assertThat(decode(frame(0xC2, stored.toByteArray()), 10_000).get(0).size()).isEqualTo(LIMIT);
  }

  @Test
  void closedDecoderKeepsNoInflaterForMessageThatNeverEnds() throws Exception {
    List<FrameDecoder> decoders = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      FrameDecoder each = new FrameDecoder(LIMIT, new MemoryBudget(1 << 30).account());
      each.inflateWith(compression.codec(new Agreement(true, false, false)).inflater());
      assertThat(each.next(Unpooled.wrappedBuffer(frame(0x41, hex("f248"))))).isNotNull();
      decoders.add(each);
    }
    assertThat(compression.liveInflaters()).isEqualTo(40);

    decoders.forEach(FrameDecoder::close);

    assertThat(compression.liveInflaters()).as("a few for the next ones").isLessThan(10);
  }

  // --- out -------------------------------------------------------------------------------------

  @Test
  void marksOnlyTheFirstFrameOfCompressedMessages() {
    String text = "again and ".repeat(100);
    List<OutboundFrame> batch =
        List.of(
            OutboundFrame.whole(OutboundMessage.text("short")),
            OutboundFrame.whole(OutboundMessage.text(text)),
            OutboundFrame.ping(ByteBuffer.wrap(new byte[125])),
            OutboundFrame.part(OutboundMessage.text(text), true, false),
            OutboundFrame.pong(ByteBuffer.wrap(new byte[125])),
            OutboundFrame.part(OutboundMessage.text(text), false, false),
            OutboundFrame.part(OutboundMessage.text(""), false, true),
            OutboundFrame.whole(OutboundMessage.text("short")));

    List<WebSocketFrame> frames =
        theirs(DeflatingEncoder.encode(ByteBufAllocator.DEFAULT, batch, codec.deflater()));

    assertThat(frames)
        .extracting(WebSocketFrame::rsv)
        .containsExactly(0, WebSocketExtension.RSV1, 0, WebSocketExtension.RSV1, 0, 0, 0, 0);
    assertThat(frames)
        .extracting(WebSocketFrame::isFinalFragment)
        .containsExactly(true, true, true, false, true, false, true, true);
    assertThat(frames.get(1).content().readableBytes()).isLessThan(100);
    frames.forEach(WebSocketFrame::release);
  }

  @Test
  void writesLongBatchInSeveralBuffersInOrder() {
    List<OutboundFrame> batch =
        IntStream.range(0, 300)
            .mapToObj(i -> OutboundFrame.whole(OutboundMessage.text("x".repeat(i * 7))))
            .toList();

    List<ByteBuf> buffers =
        DeflatingEncoder.encode(ByteBufAllocator.DEFAULT, batch, codec.deflater());
    List<WebSocketFrame> frames = theirs(buffers);

    assertThat(frames).hasSize(300);
    assertThat(frames.get(36).content().readableBytes()).isEqualTo(252);
    frames.forEach(WebSocketFrame::release);
  }

  @Test
  void compressesWhatTheEngineSendsAndLeavesItsControlFrames() {
    ByteBuf ping = Unpooled.wrappedBuffer(hex("8901ff"));
    ByteBuf text = Unpooled.buffer().writeShort(0x817E).writeShort(5_000).writeZero(5_000);
    ByteBuf brief = Unpooled.wrappedBuffer(hex("810161"));

    List<WebSocketFrame> frames =
        theirs(
            List.of(
                DeflatingEncoder.engineFrame(ByteBufAllocator.DEFAULT, ping, codec.deflater()),
                DeflatingEncoder.engineFrame(ByteBufAllocator.DEFAULT, text, codec.deflater()),
                DeflatingEncoder.engineFrame(ByteBufAllocator.DEFAULT, brief, codec.deflater())));

    assertThat(text.refCnt()).isZero();
    assertThat(frames)
        .extracting(WebSocketFrame::rsv)
        .containsExactly(0, WebSocketExtension.RSV1, 0);
    frames.forEach(WebSocketFrame::release);
  }

  // ---------------------------------------------------------------------------------------------

  private List<Frame> decode(byte[] wire, int chop) throws FrameException {
    List<Frame> frames = new ArrayList<>();
    for (int from = 0; from < wire.length; from += chop) {
      ByteBuf in = Unpooled.wrappedBuffer(wire, from, Math.min(chop, wire.length - from));
      for (Frame frame = decoder.next(in); frame != null; frame = decoder.next(in)) {
        frames.add(frame);
      }
    }
    return frames;
  }

  private int refusal(byte[] wire) {
    FrameException refused = catchThrowableOfType(FrameException.class, () -> decode(wire, 1000));
    assertThat(refused).isNotNull();
    return refused.reason().getCloseCode().getCode();
  }

  /** What Netty reads of them. */
  private static List<WebSocketFrame> theirs(List<ByteBuf> buffers) {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(false)
                    .allowExtensions(true)
                    .maxFramePayloadLength(1 << 20)
                    .withUTF8Validator(false)
                    .build()));
    buffers.forEach(channel::writeInbound);
    List<WebSocketFrame> frames = new ArrayList<>();
    for (WebSocketFrame f = channel.readInbound(); f != null; f = channel.readInbound()) {
      frames.add(f);
    }
    channel.finishAndReleaseAll();
    return frames;
  }

  private static byte[] frame(int first, byte[] payload) {
    int size = payload.length;
    ByteBuffer frame = ByteBuffer.allocate(14 + size).put((byte) first);
    if (size < 126) {
      frame.put((byte) (0x80 | size));
    } else if (size < 65_536) {
      frame.put((byte) 0xFE).putShort((short) size);
    } else {
      frame.put((byte) 0xFF).putLong(size);
    }
    frame.putInt(0).put(payload).flip(); // a mask of zeros
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
