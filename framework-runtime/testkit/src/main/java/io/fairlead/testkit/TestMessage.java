package io.fairlead.testkit;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.OutboundMessage;
import java.nio.ByteBuffer;

record TestMessage(Connection connection, OutboundMessage payload, boolean last)
    implements InboundMessage {

  @Override
  public Kind kind() {
    return payload.isText() ? Kind.TEXT : Kind.BINARY;
  }

  @Override
  public String text() {
    return payload.text();
  }

  @Override
  public ByteBuffer bytes() {
    if (payload.isText()) {
      throw new IllegalStateException("a text message has no bytes");
    }
    return payload.payload();
  }

  @Override
  public int size() {
    return payload.size();
  }

  @Override
  public InboundMessage withText(String text) {
    return new TestMessage(connection, OutboundMessage.text(text), last);
  }

  @Override
  public InboundMessage withBytes(ByteBuffer bytes) {
    return new TestMessage(connection, OutboundMessage.binary(bytes), last);
  }
}
