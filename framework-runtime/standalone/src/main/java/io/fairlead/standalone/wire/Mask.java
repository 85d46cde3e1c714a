package io.fairlead.standalone.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masking (RFC 6455, section 5.3), eight bytes at a time. */
final class Mask {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Mask() {}

  /** Masks or unmasks all bytes from {@code start} on with the four bytes of {@code key}. */
  static void apply(byte[] bytes, int start, byte[] key, int keyStart) {
    int mask = (int) INT.get(key, keyStart);
    if (mask == 0) {
      return;
    }
    long wide = (long) mask << 32 | (mask & 0xFFFF_FFFFL);
    int i = start;
    for (; i <= bytes.length - 8; i += 8) {
      LONG.set(bytes, i, (long) LONG.get(bytes, i) ^ wide);
    }
    for (int shift = 24; i < bytes.length; i++, shift = (shift - 8) & 31) {
      bytes[i] ^= (byte) (mask >>> shift);
    }
  }
}
