package io.fairlead.core.inbound;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Puts the parts of one message together; the end may come from another thread. */
final class PartBuffer {

  private StringBuilder text = new StringBuilder();
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  synchronized void add(String part) {
    text.append(part);
  }

  synchronized void add(ByteBuffer part) {
    byte[] copy = new byte[part.remaining()];
    part.duplicate().get(copy);
    bytes.writeBytes(copy);
  }

  synchronized String takeText() {
    String whole = text.toString();
    text = new StringBuilder(); // keeps no room for the next one
    return whole;
  }

  synchronized ByteBuffer takeBytes() {
    ByteBuffer whole = ByteBuffer.wrap(bytes.toByteArray());
    bytes = new ByteArrayOutputStream();
    return whole;
  }

  /** Lets go of what there is. */
  synchronized void clear() {
    text = new StringBuilder();
    bytes = new ByteArrayOutputStream();
  }
}
