package io.fairlead.standalone.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.core.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ResourceLeakDetector;
import jakarta.websocket.CloseReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

  private static final int LIMIT = 100_000;

  // --- good frames -----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, LIMIT})
  void unmasksPayloadOfEveryLengthForm(int size) throws Exception {
    byte[] payload = bytes(size);

    Frame frame = only(frame(0x82, payload, 0xA1B2C3D4));

    assertThat(frame.size()).isEqualTo(size);
    assertThat(array(frame.payload())).isEqualTo(payload);
    assertThat(frame.fin()).isTrue();
    assertThat(frame.whole().get(1) & 0x80).as("mask bit").isZero();
  }

  @Test
  void takesControlFramesBetweenFragments() throws Exception {
    byte[] wire =
        join(
            frame(0x01, "Hel".getBytes(StandardCharsets.UTF_8), 7),
            frame(0x89, new byte[] {1}, 8),
            frame(0x80, "lo".getBytes(StandardCharsets.UTF_8), 9),
            frame(0x81, new byte[0], 0));

    assertThat(decode(wire)).extracting(Frame::opcode).containsExactly(1, 9, 0, 1);
  }

  @Property
  void givesTheSameFramesHoweverTheBytesAreChopped(
      @ForAll @Size(max = 20) List<@IntRange(max = 700) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 300) int chop,
      @ForAll int key)
      throws Exception {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int size : sizes) {
      wire.writeBytes(frame(0x82, bytes(size), key));
    }
    FrameDecoder decoder = decoder(LIMIT);
    List<byte[]> payloads = new ArrayList<>();
    byte[] all = wire.toByteArray();
    for (int from = 0; from < all.length; from += chop) {
      ByteBuf in = Unpooled.wrappedBuffer(all, from, Math.min(chop, all.length - from));
      for (Frame frame = decoder.next(in); frame != null; frame = decoder.next(in)) {
        payloads.add(array(frame.payload()));
      }
      assertThat(in.isReadable()).isFalse();
    }
    assertThat(payloads).hasSameSizeAs(sizes);
    for (int i = 0; i < payloads.size(); i++) {
      assertThat(payloads.get(i)).isEqualTo(bytes(sizes.get(i)));
    }
  }

  // --- rules -----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "C1, 80, reserved bit 1",
    "A1, 80, reserved bit 2",
    "91, 80, reserved bit 3",
    "83, 80, reserved data opcode",
    "8B, 80, reserved control opcode",
    "81, 00, no mask",
    "80, 80, continuation without a message",
    "00, 80, continuation without a message",
    "08, 80, fragmented close",
    "09, 80, fragmented ping",
    "89, FE, ping of more than 125 bytes",
    "88, FF, close of more than 125 bytes"
  })
  void refusesBadFirstBytesAtOnce(String first, String second, String why) {
    byte[] wire = {(byte) Integer.parseInt(first, 16), (byte) Integer.parseInt(second, 16)};

    assertThat(refusal(wire)).as(why).isEqualTo(1002);
  }

  @Test
  void refusesMessageInsideAnother() {
    assertThat(refusal(join(frame(0x01, bytes(1), 1), frame(0x81, bytes(1), 1)))).isEqualTo(1002);
    assertThat(refusal(join(frame(0x02, bytes(1), 1), frame(0x02, bytes(1), 1)))).isEqualTo(1002);
  }

  @Test
  void refusesLengthNotInShortestForm() {
    assertThat(refusal(hex("82FE007D"))).isEqualTo(1002);
    assertThat(refusal(hex("82FF000000000000FFFF"))).isEqualTo(1002);
  }

  @Test
  void refusesLengthWithHighestBit() {
    assertThat(refusal(hex("82FF8000000000000000"))).isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(strings = {"82FF00000000000186A1", "82FF0000000080000000", "82FF7FFFFFFFFFFFFFFF"})
  void refusesTooLongFrameAsSoonAsItIsAnnounced(String header) {
    assertThat(refusal(hex(header))).isEqualTo(1009);
  }

  @Test
  void countsFragmentsOfOneMessageTogether() throws Exception {
    byte[] half = bytes(LIMIT / 2);
    byte[] fits = join(frame(0x02, half, 3), frame(0x80, half, 4), frame(0x82, bytes(LIMIT), 5));
    assertThat(decode(fits)).hasSize(3);

    byte[] tooLong = join(frame(0x02, half, 3), frame(0x00, half, 4), frame(0x80, bytes(1), 5));
    assertThat(refusal(tooLong)).isEqualTo(1009);
  }

  @Test
  void doesNotTakeMemoryForWhatWasOnlyAnnounced() throws Exception {
    FrameDecoder[] decoders = new FrameDecoder[2_000];
    for (int i = 0; i < decoders.length; i++) {
      decoders[i] = decoder(1 << 30);
      // a gigabyte each: 2,000 of them fit into no heap, unless memory follows what arrives
      assertThat(decoders[i].next(Unpooled.wrappedBuffer(hex("82FF000000004000000000000000AA"))))
          .isNull();
    }
  }

  // --- text ------------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "C0AF",
        "C1BF",
        "E09FBF",
        "EDA080",
        "F08FBFBF",
        "F4908080",
        "F5",
        "FF",
        "C341"
      })
  void refusesTextAtTheFirstBadByte(String hex) throws Exception {
    byte[] good = "good ".getBytes(StandardCharsets.UTF_8);
    byte[] bad = hex(hex);
    int worst = worst(bad);
    byte[] wire = frame(0x01, join(good, bad, bytes(900)), 0x5A6B7C8D);
    FrameDecoder decoder = decoder(LIMIT);
    int header = wire.length - good.length - bad.length - 900;
    for (int i = 0; i < header + good.length + worst; i++) {
      assertThat(decoder.next(Unpooled.wrappedBuffer(wire, i, 1))).isNull();
    }

    assertThatThrownBy(
            () -> decoder.next(Unpooled.wrappedBuffer(wire, header + good.length + worst, 1)))
        .isInstanceOfSatisfying(FrameException.class, e -> assertThat(code(e)).isEqualTo(1007));
  }

  /** The place of the byte that no continuation can make good. */
  private static int worst(byte[] bad) {
    int first = bad[0] & 0xFF;
    return first < 0xC2 || first > 0xF4 ? 0 : 1;
  }

  @Test
  void checksTextAcrossFragmentsAndControlFrames() throws Exception {
    byte[] word = "gr\u00FC\u00DFe \uD83D\uDE80".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= word.length; cut++) {
      byte[] one = java.util.Arrays.copyOfRange(word, 0, cut);
      byte[] two = java.util.Arrays.copyOfRange(word, cut, word.length);
      byte[] ping = frame(0x89, new byte[] {(byte) 0xFF}, 5);
      assertThat(decode(join(frame(0x01, one, 1), ping, frame(0x80, two, 2)))).hasSize(3);
      assertThat(refusal(join(frame(0x01, one, 1), ping, frame(0x80, new byte[] {(byte) 0xFF}, 2))))
          .isEqualTo(1007);
    }
  }

  @Test
  void refusesTextThatEndsInsideACharacter() {
    assertThat(refusal(frame(0x81, new byte[] {(byte) 0xC3}, 1))).isEqualTo(1007);
    assertThat(refusal(join(frame(0x01, new byte[] {(byte) 0xE2}, 1), frame(0x80, new byte[0], 2))))
        .isEqualTo(1007);
  }

  @Test
  void leavesBinaryAlone() throws Exception {
    assertThat(decode(frame(0x82, new byte[] {(byte) 0xFF, (byte) 0xC0}, 1))).hasSize(1);
  }

  // --- against another decoder -----------------------------------------------------------------

  @Test
  void agreesWithNettyOnRandomInput() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE); // Netty's frames are many
    Random random = new Random(20_261_122);
    int accepted = 0;
    for (int round = 0; round < 6_000; round++) {
      byte[] wire = randomWire(random);
      String ours = ours(wire, random);
      String theirs = theirs(wire);
      if (ours.endsWith("~")) { // bad text in a frame that is not whole yet, where Netty waits
        ours = ours.replace('~', theirs.endsWith("!") ? '!' : ' ').stripTrailing();
        theirs = theirs.stripTrailing();
      }
      assertThat(ours).as("round %d: %s", round, Unpooled.wrappedBuffer(wire)).isEqualTo(theirs);
      accepted += ours.contains("!") ? 0 : 1;
    }
    assertThat(accepted).as("rounds without a violation").isBetween(600, 5_400);
  }

  /** Mostly legal frames; sometimes one bit is turned over. */
  private static byte[] randomWire(Random random) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    boolean inMessage = false;
    for (int i = random.nextInt(6); i >= 0; i--) {
      int size = random.nextInt(10) == 0 ? random.nextInt(70_000) : random.nextInt(130);
      boolean control = random.nextInt(4) == 0;
      boolean fin = control || random.nextBoolean();
      int opcode = control ? 9 + random.nextInt(2) : inMessage ? 0 : 1 + random.nextInt(2);
      byte[] frame =
          frame(
              (fin ? 0x80 : 0) | opcode,
              control
                  ? bytes(Math.min(size, 125))
                  : random.nextInt(4) == 0 ? bytes(size) : text(size, random),
              random.nextInt());
      if (random.nextInt(12) == 0) {
        frame[random.nextInt(2)] ^= (byte) (1 << random.nextInt(8));
      }
      inMessage = control ? inMessage : !fin;
      wire.writeBytes(frame);
    }
    return wire.toByteArray();
  }

  /** UTF-8 whose last character may be cut off. */
  private static byte[] text(int size, Random random) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.appendCodePoint(random.nextInt(20) == 0 ? 0x20 + random.nextInt(0xD000) : 'a');
    }
    return java.util.Arrays.copyOf(text.toString().getBytes(StandardCharsets.UTF_8), size);
  }

  private static String ours(byte[] wire, Random random) {
    StringBuilder seen = new StringBuilder();
    FrameDecoder decoder = decoder(LIMIT);
    int from = 0;
    try {
      while (from < wire.length) {
        int take = 1 + random.nextInt(Math.min(wire.length - from, 5_000));
        ByteBuf in = Unpooled.wrappedBuffer(wire, from, take);
        from += take;
        for (Frame frame = decoder.next(in); frame != null; frame = decoder.next(in)) {
          if (frame.isClose()) {
            return seen.toString(); // what follows a close has no meaning
          }
          describe(seen, frame.opcode(), frame.fin(), array(frame.payload()));
        }
      }
    } catch (FrameException e) {
      seen.append(code(e) == 1007 ? '~' : '!');
    }
    return seen.toString();
  }

  /** Frames up to the first violation, and that. */
  private static final class Netty extends ChannelInboundHandlerAdapter {
    final StringBuilder seen = new StringBuilder();
    boolean ended;
    long inMessage;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      WebSocketFrame frame = (WebSocketFrame) message;
      byte[] payload = io.netty.buffer.ByteBufUtil.getBytes(frame.content());
      int opcode = opcode(frame);
      boolean fin = frame.isFinalFragment();
      frame.release();
      ended |= opcode == Frame.CLOSE;
      if (opcode < 8) { // Netty counts the limit frame by frame, we count messages
        inMessage += payload.length;
        if (inMessage > LIMIT) {
          violation();
        }
        inMessage = fin ? 0 : inMessage;
      }
      if (!ended) {
        describe(seen, opcode, fin, payload);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      violation();
    }

    void violation() {
      if (!ended) {
        ended = true;
        seen.append('!');
      }
    }
  }

  private static String theirs(byte[] wire) {
    Netty netty = new Netty();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(LIMIT)
                    .closeOnProtocolViolation(false)
                    .withUTF8Validator(false)
                    .build()),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                boolean inClosePayload = // which ours() leaves out, since ClosePayload does it
                    String.valueOf(cause.getMessage())
                        .matches("(?i).*(close (control )?frame|not UTF-8).*");
                if (inClosePayload) {
                  netty.ended = true;
                } else {
                  netty.violation();
                }
              }
            },
            new Utf8FrameValidator(false),
            netty);
    channel.writeInbound(Unpooled.wrappedBuffer(wire));
    channel.finishAndReleaseAll();
    return netty.seen.toString();
  }

  private static int opcode(WebSocketFrame frame) {
    return switch (frame.getClass().getSimpleName()) {
      case "TextWebSocketFrame" -> 1;
      case "BinaryWebSocketFrame" -> 2;
      case "ContinuationWebSocketFrame" -> 0;
      case "PingWebSocketFrame" -> 9;
      case "PongWebSocketFrame" -> 10;
      default -> 8;
    };
  }

  private static void describe(StringBuilder seen, int opcode, boolean fin, byte[] payload) {
    seen.append(opcode).append(fin ? 'F' : 'f').append(java.util.Arrays.hashCode(payload));
    seen.append(' ');
  }

  // --- close frames ----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999})
  void takesRegisteredCloseCodes(int code) throws Exception {
    byte[] payload =
        ByteBuffer.allocate(5)
            .putShort((short) code)
            .put("bye".getBytes(StandardCharsets.UTF_8))
            .array();

    CloseReason reason = ClosePayload.read(only(frame(0x88, payload, 77)));

    assertThat(reason.getCloseCode().getCode()).isEqualTo(code);
    assertThat(reason.getReasonPhrase()).isEqualTo("bye");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
  void refusesCloseCodesThatMustNotBeSent(int code) throws Exception {
    Frame frame = only(frame(0x88, ByteBuffer.allocate(2).putShort((short) code).array(), 77));

    assertThatThrownBy(() -> ClosePayload.read(frame))
        .isInstanceOfSatisfying(FrameException.class, e -> assertThat(code(e)).isEqualTo(1002));
  }

  @Test
  void readsEmptyCloseAsNoStatus() throws Exception {
    assertThat(ClosePayload.read(only(frame(0x88, new byte[0], 77))).getCloseCode().getCode())
        .isEqualTo(1005);
  }

  @Test
  void refusesHalfACloseCode() throws Exception {
    Frame frame = only(frame(0x88, new byte[] {3}, 77));

    assertThatThrownBy(() -> ClosePayload.read(frame))
        .isInstanceOfSatisfying(FrameException.class, e -> assertThat(code(e)).isEqualTo(1002));
  }

  @Test
  void refusesCloseReasonThatIsNotUtf8() throws Exception {
    Frame frame = only(frame(0x88, new byte[] {3, (byte) 0xE8, (byte) 0xC0, (byte) 0xAF}, 77));

    assertThatThrownBy(() -> ClosePayload.read(frame))
        .isInstanceOfSatisfying(FrameException.class, e -> assertThat(code(e)).isEqualTo(1007));
  }

  // ---------------------------------------------------------------------------------------------

  private static int code(FrameException e) {
    return e.reason().getCloseCode().getCode();
  }

  private static FrameDecoder decoder(int limit) {
    return new FrameDecoder(limit, new MemoryBudget(1 << 30).account());
  }

  private static Frame only(byte[] wire) throws FrameException {
    List<Frame> frames = decode(wire);
    assertThat(frames).hasSize(1);
    return frames.get(0);
  }

  private static List<Frame> decode(byte[] wire) throws FrameException {
    FrameDecoder decoder = decoder(LIMIT);
    List<Frame> frames = new ArrayList<>();
    ByteBuf in = Unpooled.wrappedBuffer(wire);
    for (Frame frame = decoder.next(in); frame != null; frame = decoder.next(in)) {
      frames.add(frame);
    }
    return frames;
  }

  /** The close code; 0 where the bytes are taken. */
  private static int refusal(byte[] wire) {
    try {
      decode(wire);
      return 0;
    } catch (FrameException e) {
      return code(e);
    }
  }

  static byte[] frame(int first, byte[] payload, int key) {
    int size = payload.length;
    ByteBuffer frame = ByteBuffer.allocate(14 + size);
    frame.put((byte) first);
    if (size < 126) {
      frame.put((byte) (0x80 | size));
    } else if (size < 65_536) {
      frame.put((byte) 0xFE).putShort((short) size);
    } else {
      frame.put((byte) 0xFF).putLong(size);
    }
    frame.putInt(key);
    byte[] mask = ByteBuffer.allocate(4).putInt(key).array();
    for (int i = 0; i < size; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    return array(frame.flip());
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + size);
    }
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
    return java.util.HexFormat.of().parseHex(hex);
  }
}
