package io.fairlead.standalone.deflate;

import static io.fairlead.standalone.deflate.Codecs.LIMIT;
import static io.fairlead.standalone.deflate.Codecs.inflate;
import static io.fairlead.standalone.deflate.Codecs.packed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageInflaterTest {

  private final Compression compression = Codecs.compression(true, 0);
  private final MessageInflater fresh = Codecs.codec(compression, false).inflater();
  private final MessageInflater remembering = Codecs.codec(compression, true).inflater();
  private final Deflater client = new Deflater(9, true);

  @AfterEach
  void nothingIsLeft() {
    client.end();
    fresh.close();
    remembering.close();
    compression.endThread();
    assertThat(compression.liveInflaters()).isZero();
  }

  // --- the examples of RFC 7692, section 7.2.3 -------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f248cdc9c90700", // one block
        "00 0500faff 48656c6c6f 00", // not compressed
        "f348cdc9c9070000", // the block says that it is the last
        "f24805000000ffffcac9c90700" // two blocks
      })
  void readsTheExamples(String hex) throws Exception {
    byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));

    for (int i = 0; i < 3; i++) {
      assertThat(inflate(fresh, payload, true)).isEqualTo("Hello".getBytes(UTF_8));
      assertThat(inflate(remembering, payload, true)).isEqualTo("Hello".getBytes(UTF_8));
    }
  }

  @Test
  void readsTheExampleInFragments() throws Exception {
    byte[] first = inflate(fresh, hex("f248cd"), false);
    byte[] second = inflate(fresh, hex("c9c90700"), true);

    assertThat(new String(first, UTF_8) + new String(second, UTF_8)).isEqualTo("Hello");
  }

  @Test
  void readsTheExampleThatBuildsOnTheMessageBefore() throws Exception {
    inflate(remembering, hex("f248cdc9c90700"), true);

    assertThat(inflate(remembering, hex("f200110000"), true)).isEqualTo("Hello".getBytes(UTF_8));
  }

  @Test
  void refusesToBuildOnTheMessageBeforeWhereThatIsNotAgreed() throws Exception {
    inflate(fresh, hex("f248cdc9c90700"), true);

    assertThat(refusal(fresh, hex("f200110000"))).isEqualTo(1007);
  }

  // --- ends and emptiness ----------------------------------------------------------------------

  @Test
  void readsEmptyMessagesAndFragments() throws Exception {
    for (MessageInflater inflater : new MessageInflater[] {fresh, remembering}) {
      assertThat(inflate(inflater, hex("00"), true)).isEmpty();
      assertThat(inflate(inflater, new byte[0], true)).isEmpty();
      assertThat(inflate(inflater, new byte[0], false)).isEmpty();
      assertThat(inflate(inflater, hex("f248cdc9c90700"), false))
          .asString(UTF_8)
          .isEqualTo("Hello");
      assertThat(inflate(inflater, new byte[0], false)).isEmpty();
      assertThat(inflate(inflater, new byte[0], true)).isEmpty();
      assertThat(inflate(inflater, hex("f248cdc9c90700"), true)).asString(UTF_8).isEqualTo("Hello");
    }
  }

  @Test
  void goesOnBehindLastBlocksInTheMiddle() throws Exception {
    byte[] twice = hex("f348cdc9c90700 f348cdc9c90700".replace(" ", ""));

    assertThat(inflate(fresh, join(twice, new byte[1]), true))
        .asString(UTF_8)
        .isEqualTo("HelloHello");
    assertThat(inflate(fresh, twice, true)).as("without the byte for the tail").hasSize(10);
    for (byte each : twice) {
      inflate(remembering, new byte[] {each}, false);
    }
    assertThat(inflate(remembering, hex("f248cdc9c90700"), true))
        .asString(UTF_8)
        .isEqualTo("Hello");
  }

  // --- bad data --------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"ff", "0648cd", "00050000004865", "f200110000"})
  void refusesWhatIsNoDeflate(String hex) {
    assertThat(refusal(remembering, hex(hex))).isEqualTo(1007);
  }

  @Test
  void neverDoesAnythingButInflateOrRefuseRandomBytes() {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      MessageInflater inflater = Codecs.codec(compression, false).inflater();
      try {
        assertThat(inflate(inflater, noise, true)).hasSizeLessThanOrEqualTo(LIMIT);
      } catch (InflateException e) {
        refused++;
        assertThat(e.code().getCode()).isEqualTo(1007);
      }
      inflater.close();
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  // --- the limit -------------------------------------------------------------------------------

  @Test
  void takesMessageAsLongAsTheLimitAndNotAByteMore() throws Exception {
    byte[] full = new byte[LIMIT];
    new Random(1).nextBytes(full);

    assertThat(inflate(fresh, packed(client, full), true)).isEqualTo(full);
    client.reset();
    assertThat(refusal(fresh, packed(client, Arrays.copyOf(full, LIMIT + 1)))).isEqualTo(1009);
  }

  @Test
  void countsTheFragmentsOfMessageTogether() throws Exception {
    byte[] half = packed(client, new byte[LIMIT / 2]);
    byte[] tail = {0, 0, (byte) 0xFF, (byte) 0xFF};

    inflate(fresh, join(half, tail), false);
    client.reset();
    assertThat(inflate(fresh, join(half, tail), false)).hasSize(LIMIT / 2);
    assertThat(inflate(fresh, hex("00"), true)).as("full, but not over").isEmpty();

    inflate(fresh, join(half, tail), false);
    inflate(fresh, join(half, tail), false);
    client.reset();
    assertThat(refusal(fresh, packed(client, new byte[1]))).isEqualTo(1009);
  }

  @Test
  void stopsAtTheLimitOfMessageThatWouldFillGigabyte() {
    byte[] zeros = new byte[64 << 20];
    byte[] part = join(packed(client, zeros), new byte[] {0, 0, (byte) 0xFF, (byte) 0xFF});
    byte[] bomb = new byte[16 * part.length]; // 16 times 64 MiB, about a megabyte
    for (int i = 0; i < 16; i++) {
      System.arraycopy(part, 0, bomb, i * part.length, part.length);
    }
    zeros = null;
    assertThat(bomb.length).isBetween(LIMIT / 2, 2 * LIMIT);
    refusal(Codecs.codec(compression, false).inflater(), bomb); // classes are loaded
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = thread.getCurrentThreadAllocatedBytes();
    long cpu = thread.getCurrentThreadCpuTime();

    assertThat(refusal(fresh, bomb)).isEqualTo(1009);

    assertThat(thread.getCurrentThreadAllocatedBytes() - allocated).isLessThan(3L * LIMIT);
    // to inflate it all takes seconds of this thread; the limit is reached in a few milliseconds
    assertThat(thread.getCurrentThreadCpuTime() - cpu).isLessThan(500_000_000L);
  }

  // --- memory outside of the heap --------------------------------------------------------------

  @Test
  void refusesToKeepMoreInflatersForMessagesThatDoNotEndThanThereIsMemoryFor() throws Exception {
    Compression tight = Codecs.compression(false, 0, 70 * 1024);
    MessageInflater[] open = new MessageInflater[3];
    for (int i = 0; i < 3; i++) {
      open[i] = Codecs.codec(tight, false).inflater();
      assertThat(inflate(open[i], hex("f248cdc9c90700"), true)).as("whole").hasSize(5);
    }
    inflate(open[0], hex("f248"), false);
    inflate(open[1], hex("f248"), false);
    InflateException refused =
        catchThrowableOfType(InflateException.class, () -> inflate(open[2], hex("f248"), false));
    assertThat(refused.code().getCode()).isEqualTo(1013);

    inflate(open[1], hex("cdc9c90700"), true); // gives back what it kept
    MessageInflater next = Codecs.codec(tight, false).inflater();
    inflate(next, hex("f248"), false);
    open[0].close();
    open[1].close();
    next.close();
    tight.endThread();
    assertThat(tight.liveInflaters()).isZero();
  }

  @Test
  void grantsTakeoverToClientsOnlyWhileThereIsPlentyOfRoom() throws Exception {
    Compression tight = Codecs.compression(true, 0, 5 * 32 * 1024);
    ExtensionOffer offer = ExtensionOffer.parse(java.util.List.of("permessage-deflate")).get(0);
    MessageInflater[] keeping = new MessageInflater[3];
    for (int i = 0; i < 3; i++) {
      Agreement agreement = tight.agree(offer);
      assertThat(agreement).isNotNull();
      assertThat(agreement.clientContextTakeover()).isTrue();
      keeping[i] = tight.codec(agreement).inflater();
      inflate(keeping[i], hex("f248cdc9c90700"), true);
    }
    assertThat(tight.agree(offer)).isEqualTo(new Agreement(true, false, false));

    keeping[0].close();
    assertThat(tight.agree(offer)).isEqualTo(new Agreement(true, true, false));
    keeping[1].close();
    keeping[2].close();
    tight.endThread();
  }

  // ---------------------------------------------------------------------------------------------

  private static int refusal(MessageInflater inflater, byte[] payload) {
    InflateException refused =
        catchThrowableOfType(InflateException.class, () -> inflate(inflater, payload, true));
    assertThat(refused).isNotNull();
    return refused.code().getCode();
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }
}
