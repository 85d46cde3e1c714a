package io.fairlead.core.inbound;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts the parts of one message together; the end may come from another thread. */
final class PartBuffer {

  // kept no longer than a message: most connections never need any
  private @Nullable StringBuilder text;
  private @Nullable ByteArrayOutputStream bytes;

  synchronized void add(String part) {
    if (text == null) {
      text = new StringBuilder();
    }
    text.append(part);
  }

  synchronized void add(ByteBuffer part) {
    if (bytes == null) {
      bytes = new ByteArrayOutputStream();
    }
    byte[] copy = new byte[part.remaining()];
    part.duplicate().get(copy);
    bytes.writeBytes(copy);
  }

  synchronized String takeText() {
    String whole = text == null ? "" : text.toString();
    text = null;
    return whole;
  }

  synchronized ByteBuffer takeBytes() {
    ByteBuffer whole = ByteBuffer.wrap(bytes == null ? new byte[0] : bytes.toByteArray());
    bytes = null;
    return whole;
  }

  /** Lets go of what there is. */
  synchronized void clear() {
    text = null;
    bytes = null;
  }
}
