package io.fairlead.standalone.deflate;

import static io.fairlead.standalone.deflate.Codecs.deflate;
import static io.fairlead.standalone.deflate.Codecs.unpacked;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageDeflaterTest {

  private static final byte[] TEXT =
      "so it goes, and so it goes again. ".repeat(20).getBytes(UTF_8);

  private final Compression compression = Codecs.compression(true, 100);
  private final MessageDeflater fresh = Codecs.codec(compression, false).deflater();
  private final MessageDeflater remembering = Codecs.codec(compression, true).deflater();
  private final Inflater client = new Inflater(true);

  @AfterEach
  void nothingIsLeft() {
    client.end();
    fresh.close();
    remembering.close();
    compression.endThread();
    assertThat(compression.liveDeflaters()).isZero();
  }

  @Test
  void leavesShortMessagesAsTheyAre() throws Exception {
    assertThat(deflate(remembering, new byte[99], true, true)).isNull();
    assertThat(compression.liveDeflaters()).as("for what is not compressed").isZero();

    byte[] packed = deflate(remembering, new byte[100], true, true);
    assertThat(packed).isNotNull().hasSizeLessThan(20);
    assertThat(unpacked(client, packed)).isEqualTo(new byte[100]);
  }

  @Test
  void leavesMessageThatDoesNotShrinkAsItIsUnlessTheClientMustRememberIt() throws Exception {
    byte[] noise = new byte[5_000];
    new Random(3).nextBytes(noise);

    assertThat(deflate(fresh, noise, true, true)).isNull();
    byte[] packed = deflate(remembering, noise, true, true);
    assertThat(packed).isNotNull();
    assertThat(unpacked(client, packed)).isEqualTo(noise);
    byte[] again = deflate(remembering, noise, true, true);
    assertThat(again).as("known by now").hasSizeLessThan(200);
    assertThat(unpacked(client, again)).isEqualTo(noise);
  }

  @Test
  void sharesNothingBetweenMessagesWithoutTakeover() throws Exception {
    byte[] first = deflate(fresh, TEXT, true, true);
    byte[] second = deflate(fresh, TEXT, true, true);

    assertThat(second).isEqualTo(first);
    assertThat(unpacked(client, second)).isEqualTo(TEXT);
  }

  @Test
  void compressesMessageInPartsAndEndsItWithByteWhereNothingIsLeft() throws Exception {
    for (MessageDeflater deflater : new MessageDeflater[] {fresh, remembering}) {
      client.reset();
      byte[] one = deflate(deflater, TEXT, true, false);
      byte[] two = deflate(deflater, new byte[0], false, false);
      byte[] three = deflate(deflater, "end".getBytes(UTF_8), false, false);
      byte[] four = deflate(deflater, new byte[0], false, true);

      assertThat(four).as("a frame must not be empty").containsExactly(0);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(one);
      all.writeBytes(two);
      all.writeBytes(three);
      all.writeBytes(four);
      assertThat(unpacked(client, all.toByteArray()))
          .isEqualTo((new String(TEXT, UTF_8) + "end").getBytes(UTF_8));
    }
  }

  @Test
  void letsEachPartBeReadWhenItArrives() throws Exception {
    byte[] one = deflate(fresh, "half".getBytes(UTF_8), true, false);
    client.setInput(one);
    byte[] read = new byte[10];

    assertThat(client.inflate(read)).isEqualTo(4);
  }

  @Test
  void lendsOneDeflaterToManyConnectionsUnlessEachKeepsItsOwn() {
    for (int i = 0; i < 50; i++) {
      deflate(Codecs.codec(compression, false).deflater(), TEXT, true, true);
    }
    assertThat(compression.liveDeflaters()).isEqualTo(1);

    MessageDeflater[] own = new MessageDeflater[50];
    for (int i = 0; i < own.length; i++) {
      own[i] = Codecs.codec(compression, true).deflater();
      deflate(own[i], TEXT, true, true);
    }
    assertThat(compression.liveDeflaters()).isEqualTo(50);
    for (MessageDeflater each : own) {
      each.close();
      each.close();
    }
    assertThat(compression.liveDeflaters()).as("kept for the next").isEqualTo(2);
  }

  @Test
  void sendsMessagesAsTheyAreWhileThereIsNoMemoryToKeepCompressorIn() {
    Compression tight = Codecs.compression(true, 0, 600 * 1024);
    MessageDeflater one = Codecs.codec(tight, true).deflater();
    MessageDeflater two = Codecs.codec(tight, true).deflater();
    MessageDeflater three = Codecs.codec(tight, true).deflater();

    assertThat(deflate(one, TEXT, true, true)).isNotNull();
    assertThat(deflate(two, TEXT, true, true)).isNotNull();
    assertThat(deflate(three, TEXT, true, true)).as("whole").isNull();
    assertThat(deflate(three, TEXT, true, false)).as("in parts").isNull();
    assertThat(deflate(three, TEXT, false, true)).as("in parts").isNull();
    assertThat(deflate(one, TEXT, true, true)).as("who has one keeps it").isNotNull();
    MessageDeflater lent = Codecs.codec(tight, false).deflater();
    assertThat(deflate(lent, TEXT, true, true)).as("nothing is kept").isNotNull();

    two.close();
    assertThat(deflate(three, TEXT, true, true)).isNotNull();
    one.close();
    three.close();
    tight.endThread();
    assertThat(tight.liveDeflaters()).isZero();
  }

  @Test
  void givesBackTheDeflaterOfMessageThatNeverEnds() {
    deflate(fresh, TEXT, true, false);
    assertThat(compression.liveDeflaters()).isEqualTo(1);
    fresh.close();
    compression.endThread();

    assertThat(compression.liveDeflaters()).isZero();
    assertThatThrownBy(() -> deflate(fresh, TEXT, true, true))
        .isInstanceOf(IllegalStateException.class);
  }
}
