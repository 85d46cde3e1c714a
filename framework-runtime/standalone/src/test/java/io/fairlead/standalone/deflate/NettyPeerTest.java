package io.fairlead.standalone.deflate;

import static io.fairlead.standalone.deflate.Codecs.bytes;
import static io.fairlead.standalone.deflate.Codecs.wrap;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;

/** Random messages, in random fragments, between our codec and Netty's client. */
class NettyPeerTest {

  private final Compression compression = Codecs.compression(true, 0);
  private final List<MessageCodec> opened = new ArrayList<>();

  /**
   * A message.
   *
   * @param size bytes
   * @param values how many different bytes there are: few compress well
   * @param seed of its contents and its fragments
   * @param fragments at most
   */
  record Message(int size, int values, long seed, int fragments) {
    byte[] bytes() {
      Random random = new Random(seed);
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) random.nextInt(values);
      }
      return bytes;
    }

    List<byte[]> parts() {
      Random random = new Random(seed);
      List<byte[]> parts = new ArrayList<>();
      byte[] rest = bytes();
      for (int i = 1; i < fragments; i++) {
        int cut = random.nextInt(rest.length + 1);
        parts.add(Arrays.copyOf(rest, cut)); // empty ones, too
        rest = Arrays.copyOfRange(rest, cut, rest.length);
      }
      parts.add(rest);
      return parts;
    }
  }

  @Provide
  Arbitrary<List<Message>> messages() {
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 300),
            Arbitraries.integers().between(0, 40_000),
            Arbitraries.of(0, 16 * 1024, 16 * 1024 + 1, 32 * 1024, 70_000));
    return Combinators.combine(
            sizes,
            Arbitraries.of(1, 3, 60, 256),
            Arbitraries.longs(),
            Arbitraries.integers().between(1, 5))
        .as(Message::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property(tries = 150)
  void clientReadsWhatTheServerSends(
      @ForAll("messages") List<Message> messages, @ForAll boolean takeover) {
    Agreement agreement = new Agreement(takeover, takeover, false);
    MessageDeflater ours = codec(agreement).deflater();
    EmbeddedChannel theirs = new EmbeddedChannel(netty(agreement).newExtensionDecoder());

    for (Message message : messages) {
      List<byte[]> parts = message.parts();
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      for (int i = 0; i < parts.size(); i++) {
        boolean first = i == 0;
        boolean last = i == parts.size() - 1;
        byte[] packed = Codecs.deflate(ours, parts.get(i), first, last);
        theirs.writeInbound(
            frame(first, last, packed != null, packed == null ? parts.get(i) : packed));
        for (WebSocketFrame f = theirs.readInbound(); f != null; f = theirs.readInbound()) {
          read.writeBytes(bytes(f.content()));
          assertThat(f.isFinalFragment()).isEqualTo(last);
          assertThat(f.rsv()).isZero();
          f.release();
        }
      }
      assertThat(read.toByteArray()).isEqualTo(message.bytes());
    }
    theirs.finishAndReleaseAll();
  }

  @Property(tries = 150)
  void serverReadsWhatTheClientSends(
      @ForAll("messages") List<Message> messages, @ForAll boolean takeover) throws Exception {
    Agreement agreement = new Agreement(takeover, takeover, false);
    MessageInflater ours = codec(agreement).inflater();
    EmbeddedChannel theirs = new EmbeddedChannel(netty(agreement).newExtensionEncoder());

    for (Message message : messages) {
      List<byte[]> parts = message.parts();
      parts.removeIf(part -> part.length == 0 && parts.size() > 1); // which Netty refuses
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      for (int i = 0; i < parts.size(); i++) {
        boolean last = i == parts.size() - 1;
        theirs.writeOutbound(frame(i == 0, last, false, parts.get(i)));
        WebSocketFrame packed = requireNonNull(theirs.readOutbound());
        assertThat(packed.rsv()).isEqualTo(i == 0 ? WebSocketExtension.RSV1 : 0);
        byte[] payload = bytes(packed.content());
        packed.release();
        read.writeBytes(ours.inflate(payload, 0, payload.length, last));
      }
      assertThat(read.toByteArray()).isEqualTo(message.bytes());
    }
    theirs.finishAndReleaseAll();
  }

  @AfterTry
  void nothingIsLeft() {
    opened.forEach(MessageCodec::close);
    opened.clear();
    compression.endThread();
    assertThat(compression.liveInflaters()).isZero();
    assertThat(compression.liveDeflaters()).isZero();
  }

  private MessageCodec codec(Agreement agreement) {
    MessageCodec codec = compression.codec(agreement);
    opened.add(codec);
    return codec;
  }

  private static WebSocketFrame frame(boolean first, boolean last, boolean rsv1, byte[] payload) {
    int rsv = first && rsv1 ? WebSocketExtension.RSV1 : 0;
    return first
        ? new BinaryWebSocketFrame(last, rsv, wrap(payload))
        : new ContinuationWebSocketFrame(last, rsv, wrap(payload));
  }

  /** Netty's client after it got our answer. */
  private static WebSocketClientExtension netty(Agreement agreement) {
    PerMessageDeflateClientExtensionHandshaker handshaker =
        new PerMessageDeflateClientExtensionHandshaker(
            6, true, 15, true, !agreement.serverContextTakeover(), 0);
    Map<String, String> parameters = new HashMap<>();
    agreement.answer().parameters().forEach(each -> parameters.put(each.name(), each.value()));
    return requireNonNull(
        handshaker.handshakeExtension(new WebSocketExtensionData(Agreement.NAME, parameters)));
  }
}
