package io.fairlead.standalone.deflate;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Takes what an inflater puts out, up to a bound. */
final class Inflated {

  /** There would be more than the bound allows. */
  static final class FullException extends Exception {
    private static final long serialVersionUID = 1L;

    FullException() {
      super("full", null, false, false);
    }
  }

  private final int most;
  private final byte[] one = new byte[1];
  private final byte[] scratch;
  private byte[] bytes;
  private int size;

  /**
   * An empty one.
   *
   * @param scratch to begin with; it is not kept
   * @param most bytes that it takes
   */
  Inflated(byte[] scratch, int most) {
    this.scratch = scratch;
    this.bytes = scratch;
    this.most = most;
  }

  int size() {
    return size;
  }

  byte[] toArray() {
    return bytes != scratch && size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /** Takes all that comes of the input at hand. */
  void fillFrom(Inflater inflater) throws DataFormatException, FullException {
    while (true) {
      int room = Math.min(bytes.length, most) - size;
      if (room == 0) {
        if (size < most) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(most, 2L * bytes.length));
          continue;
        }
        if (inflater.inflate(one) > 0) {
          throw new FullException();
        }
        return;
      }
      int made = inflater.inflate(bytes, size, room);
      size += made;
      if (made < room) {
        return;
      }
    }
  }
}
