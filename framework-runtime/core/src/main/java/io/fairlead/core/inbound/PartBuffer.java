package io.fairlead.core.inbound;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Puts the parts of one message together. For the thread that reads only. */
final class PartBuffer {

  private StringBuilder text = new StringBuilder();
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

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
    text = new StringBuilder(); // keeps no room for the next one
    return whole;
  }

  ByteBuffer takeBytes() {
    ByteBuffer whole = ByteBuffer.wrap(bytes.toByteArray());
    bytes = new ByteArrayOutputStream();
    return whole;
  }
}
