package io.fairlead.contract.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Received;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every form in which {@code @OnMessage} can take bytes and pongs, and long messages. */
abstract class BinaryFormsGroup extends Group {

  private static final int LONG = 200_000;
  private static final int TOO_LONG = 262_145; // one more than fairlead.yaml allows

  BinaryFormsGroup(Supplier<Site> site) {
    super(site);
  }

  private String send(String form, String bytes) throws IOException {
    return site().exchange("/take/" + form, Frames.binary(bytes.getBytes(UTF_8)));
  }

  @Test
  @DisplayName("bytes as ByteBuffer, byte[] and InputStream")
  void bytes() throws Exception {
    assertThat(send("ByteBuffer", "abc")).isEqualTo("ByteBuffer abc");
    assertThat(send("bytes", "abc")).isEqualTo("byte[] abc");
    assertThat(send("bytes", "")).isEqualTo("byte[] ");
    assertThat(send("InputStream", "abc")).isEqualTo("InputStream abc");
  }

  @Test
  @DisplayName("bytes as an object by Decoder.Binary and Decoder.BinaryStream")
  void decoded() throws Exception {
    assertThat(send("Decoder.Binary", "a")).isEqualTo("bytes a");
    assertThat(send("Decoder.BinaryStream", "b")).isEqualTo("stream b");
  }

  @Test
  @DisplayName("bytes in parts, with the flag for the last one")
  void parts() throws Exception {
    byte[] first = Frames.frame(0x02, "one ".getBytes(UTF_8));
    byte[] last = Frames.frame(0x80, "two".getBytes(UTF_8));
    assertThat(site().exchange("/take/binary-parts", first, last)).isEqualTo("parts one two");
  }

  @Test
  @DisplayName("text, bytes and pongs in one class, with session, config and path parameter")
  void all() throws Exception {
    try (RawClient client = site().open("/take/all/blue")) {
      assertThat(client.send("t").text()).isEqualTo("text t in blue at /take/all/{room}");
      client.send(Frames.binary(new byte[3]));
      assertThat(client.text()).isEqualTo("bytes 3 in blue");
      client.send(Frames.pong("unasked"));
      assertThat(client.text()).isEqualTo("pong unasked in blue");
    }
  }

  @Test
  @DisplayName("a ping is answered with its own data")
  void ping() throws Exception {
    try (RawClient client = site().open("/echo")) {
      client.send(Frames.ping("data"));
      Received pong = client.frame();
      assertThat(pong.opcode()).isEqualTo(10);
      assertThat(pong.text()).isEqualTo("data");
    }
  }

  @Test
  @DisplayName("a text message of 200 kB goes in and out")
  void longText() throws Exception {
    String text = "0123456789".repeat(LONG / 10);
    assertThat(site().exchange("/echo", Frames.text(text))).isEqualTo(text);
  }

  @Test
  @DisplayName("a binary message of 200 kB goes in and out, and no frame is masked")
  void longBinary() throws Exception {
    byte[] bytes = new byte[LONG];
    for (int i = 0; i < LONG; i++) {
      bytes[i] = (byte) (i * 31);
    }
    try (RawClient client = site().open("/echo")) {
      Received echoed = client.send(Frames.binary(bytes)).message();
      assertThat(echoed.opcode()).isEqualTo(2);
      assertThat(echoed.masked()).isFalse();
      assertThat(echoed.payload()).isEqualTo(bytes);
    }
  }

  @Test
  @DisplayName("a message longer than fairlead.limits.message-bytes closes with 1009")
  void tooLong() throws Exception {
    String tag = Site.tag("long");
    try (RawClient client = site().open("/echo?id=" + tag)) {
      client.send(Frames.text("x".repeat(TOO_LONG)));
      assertThat(client.message().closeCode()).isEqualTo(1009);
    }
    assertThat(site().closed(tag)).startsWith("1009");
    assertThat(site().events("message " + tag)).isEmpty();
  }

  @Test
  @DisplayName("fragments that are too long together close with 1009")
  void tooLongInFragments() throws Exception {
    String tag = Site.tag("long");
    byte[] part = new byte[LONG / 2];
    try (RawClient client = site().open("/echo?id=" + tag)) {
      client.send(Frames.frame(0x02, part));
      client.send(Frames.frame(0x00, part));
      client.send(Frames.frame(0x80, part));
      assertThat(client.message().closeCode()).isEqualTo(1009);
    }
    assertThat(site().closed(tag)).startsWith("1009");
    assertThat(site().events("message " + tag)).isEmpty();
  }
}
