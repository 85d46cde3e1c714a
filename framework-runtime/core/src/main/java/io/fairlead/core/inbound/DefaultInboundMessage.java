package io.fairlead.core.inbound;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link InboundMessage}. */
public final class DefaultInboundMessage implements InboundMessage {

  private final Connection connection;
  private final @Nullable String text;
  private final @Nullable ByteBuffer bytes;
  private final int size;
  private final boolean last;

  private DefaultInboundMessage(
      Connection connection,
      @Nullable String text,
      @Nullable ByteBuffer bytes,
      int size,
      boolean last) {
    this.connection = connection;
    this.text = text;
    this.bytes = bytes;
    this.size = size;
    this.last = last;
  }

  /**
   * A text message, or a part of one.
   *
   * @param size in UTF-8, in bytes
   */
  public static DefaultInboundMessage text(
      Connection connection, String text, int size, boolean last) {
    return new DefaultInboundMessage(connection, text, null, size, last);
  }

  /** A binary message, or a part of one. The bytes must not change any more. */
  public static DefaultInboundMessage binary(
      Connection connection, ByteBuffer bytes, boolean last) {
    ByteBuffer view = bytes.slice().asReadOnlyBuffer();
    return new DefaultInboundMessage(connection, null, view, view.remaining(), last);
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public Kind kind() {
    return text != null ? Kind.TEXT : Kind.BINARY;
  }

  @Override
  public String text() {
    if (text == null) {
      throw new IllegalStateException("a binary message has no text");
    }
    return text;
  }

  @Override
  public ByteBuffer bytes() {
    if (bytes == null) {
      throw new IllegalStateException("a text message has no bytes");
    }
    return bytes.duplicate();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean last() {
    return last;
  }

  @Override
  public InboundMessage withText(String replacement) {
    return text(connection, replacement, Utf8.length(replacement), last);
  }

  @Override
  public InboundMessage withBytes(ByteBuffer replacement) {
    ByteBuffer copy = ByteBuffer.allocate(replacement.remaining());
    return binary(connection, copy.put(replacement.duplicate()).flip(), last);
  }

  @Override
  public String toString() {
    return kind() + " message of " + size + " bytes";
  }
}
