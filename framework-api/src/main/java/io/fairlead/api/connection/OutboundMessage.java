package io.fairlead.api.connection;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A whole message to be sent. Immutable, safe for any thread, and may be sent to many connections:
 * its bytes are made once.
 */
public final class OutboundMessage {

  private final @Nullable String text;
  private final ByteBuffer payload;

  private OutboundMessage(@Nullable String text, ByteBuffer payload) {
    this.text = text;
    this.payload = payload;
  }

  /** A text message. */
  public static OutboundMessage text(String text) {
    byte[] bytes = requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8);
    return new OutboundMessage(text, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }

  /** A binary message with a copy of the buffer's remaining bytes; the buffer is not moved. */
  public static OutboundMessage binary(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    return new OutboundMessage(null, copy.asReadOnlyBuffer());
  }

  /** A binary message with a copy of the bytes. */
  public static OutboundMessage binary(byte[] bytes) {
    return binary(ByteBuffer.wrap(bytes));
  }

  /** Whether this is a text message; else it is a binary one. */
  public boolean isText() {
    return text != null;
  }

  /**
   * The text.
   *
   * @throws IllegalStateException for a binary message
   */
  public String text() {
    if (text == null) {
      throw new IllegalStateException("a binary message has no text");
    }
    return text;
  }

  /** The payload, for text in UTF-8: read-only, and a view of its own for every call. */
  public ByteBuffer payload() {
    return payload.duplicate();
  }

  /** Length of the payload in bytes. */
  public int size() {
    return payload.limit();
  }

  @Override
  public String toString() {
    return (isText() ? "text" : "binary") + " message of " + size() + " bytes";
  }
}
