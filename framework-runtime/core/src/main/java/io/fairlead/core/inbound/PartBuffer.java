package io.fairlead.core.inbound;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Puts the parts of one message together. For the thread that reads only. */
final class PartBuffer {

  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  void add(String part) {
    text.append(part);
  }

  void add(ByteBuffer part) {
    byte[] copy = new byte[part.remaining()];
    part.duplicate().get(copy);
    bytes.writeBytes(copy);
  }

  String takeText() {
    String whole = text.toString();
    text.setLength(0);
    text.trimToSize();
    return whole;
  }

  ByteBuffer takeBytes() {
    ByteBuffer whole = ByteBuffer.wrap(bytes.toByteArray());
    bytes.reset();
    return whole;
  }
}
