package io.fairlead.standalone.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masking (RFC 6455, section 5.3), eight bytes at a time. */
final class Mask {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Mask() {}

  /**
   * Masks or unmasks some bytes of a payload.
   *
   * @param key the four bytes of the key, the first one on top
   * @param done how many bytes of the payload came before {@code from}
   */
  static void apply(byte[] bytes, int from, int to, int key, int done) {
    if (key == 0) {
      return;
    }
    int mask = Integer.rotateLeft(key, 8 * (done & 3));
    long wide = (long) mask << 32 | (mask & 0xFFFF_FFFFL);
    int i = from;
    for (; i <= to - 8; i += 8) {
      LONG.set(bytes, i, (long) LONG.get(bytes, i) ^ wide);
    }
    for (int shift = 24; i < to; i++, shift = (shift - 8) & 31) {
      bytes[i] ^= (byte) (mask >>> shift);
    }
  }
}
