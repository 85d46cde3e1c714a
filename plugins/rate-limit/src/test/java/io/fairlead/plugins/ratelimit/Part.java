package io.fairlead.plugins.ratelimit;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import java.nio.ByteBuffer;

/** A part of a text message. */
record Part(Connection connection, String text, boolean last) implements InboundMessage {

  @Override
  public Kind kind() {
    return Kind.TEXT;
  }

  @Override
  public ByteBuffer bytes() {
    throw new IllegalStateException("a text message has no bytes");
  }

  @Override
  public int size() {
    return text.length();
  }

  @Override
  public InboundMessage withText(String other) {
    return new Part(connection, other, last);
  }

  @Override
  public InboundMessage withBytes(ByteBuffer bytes) {
    throw new UnsupportedOperationException();
  }
}
