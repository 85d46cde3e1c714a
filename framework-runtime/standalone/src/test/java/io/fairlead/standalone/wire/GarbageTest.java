package io.fairlead.standalone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.core.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, the decoder takes or refuses them, and does nothing else. */
class GarbageTest {

  private static final int LIMIT = 10_000;

  private final MemoryBudget budget = new MemoryBudget(1 << 20);

  @Property(seed = "4711", tries = 5_000)
  void anyBytesAreTakenOrRefused(
      @ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(min = 1, max = 60) int chop) {
    feed(bytes, chop);
    assertThat(budget.taken()).isZero();
  }

  /** Mostly a good first byte and a mask bit, so that the garbage gets further in. */
  @Test
  void bytesThatAreHalfRightAreTakenOrRefused() {
    Random random = new Random(20_261_125);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(3_000)];
      random.nextBytes(bytes);
      if (bytes.length > 1) {
        bytes[0] = (byte) (random.nextInt(16) == 0 ? bytes[0] : 0x80 | random.nextInt(11));
        bytes[1] |= (byte) 0x80;
      }
      refused += feed(bytes, 1 + random.nextInt(500)) ? 0 : 1;
      assertThat(budget.taken()).isZero();
    }
    assertThat(refused).isBetween(2_000, 19_900);
  }

  /** Says whether all was taken; fails where the decoder loops, or throws something else. */
  private boolean feed(byte[] bytes, int chop) {
    FrameDecoder decoder = new FrameDecoder(LIMIT, budget.account());
    try {
      for (int from = 0; from < bytes.length; from += chop) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes, from, Math.min(chop, bytes.length - from));
        int before = in.readableBytes();
        for (Frame frame = decoder.next(in); frame != null; frame = decoder.next(in)) {
          assertThat(frame.size()).isLessThanOrEqualTo(LIMIT);
          assertThat(in.readableBytes()).as("each frame takes bytes").isLessThan(before);
          before = in.readableBytes();
        }
        assertThat(in.isReadable()).as("all is taken where there is no frame").isFalse();
      }
      return true;
    } catch (FrameException e) {
      assertThat(e.reason().getCloseCode().getCode()).isIn(1002, 1007, 1009);
      return false;
    } finally {
      decoder.close();
    }
  }
}
