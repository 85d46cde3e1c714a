package io.fairlead.api.connection;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole message to be sent, and how. Immutable, safe for any thread, and may be sent to many
 * connections: its bytes are made once, and shared by the copies that the {@code with} methods
 * make.
 */
public final class OutboundMessage {

  private final boolean text;
  private final ByteBuffer payload;
  private final MessageClass messageClass;
  private final @Nullable String key;

  private OutboundMessage(
      boolean text, ByteBuffer payload, MessageClass messageClass, @Nullable String key) {
    this.text = text;
    this.payload = payload;
    this.messageClass = messageClass;
    this.key = key;
  }

  /** A text message. An unpaired surrogate becomes a question mark. */
  public static OutboundMessage text(String text) {
    byte[] bytes = requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8);
    return new OutboundMessage(
        true, ByteBuffer.wrap(bytes).asReadOnlyBuffer(), MessageClass.DEFAULT, null);
  }

  /** A binary message with a copy of the buffer's remaining bytes; the buffer is not moved. */
  public static OutboundMessage binary(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    return new OutboundMessage(false, copy.asReadOnlyBuffer(), MessageClass.DEFAULT, null);
  }

  /** A binary message with a copy of the bytes. */
  public static OutboundMessage binary(byte[] bytes) {
    return binary(ByteBuffer.wrap(bytes));
  }

  // --- how it is sent --------------------------------------------------------------------------

  /** The same message in a class. */
  public OutboundMessage as(MessageClass value) {
    return new OutboundMessage(text, payload, requireNonNull(value, "messageClass"), key);
  }

  /**
   * The same message in a lane; the rest of its class stays.
   *
   * @throws IllegalArgumentException for {@link Lane#CONTROL}
   */
  public OutboundMessage withLane(Lane lane) {
    return as(messageClass.withLane(lane));
  }

  /**
   * The same message, not sent any more when it has waited for so long.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public OutboundMessage withTimeToLive(Duration timeToLive) {
    return as(messageClass.withTimeToLive(timeToLive));
  }

  /**
   * The same message with a key: of those with one key and lane, only the newest stays in a queue,
   * in the place of the first. The others end as {@link LossReason#CONFLATED}.
   */
  public OutboundMessage withKey(String value) {
    return new OutboundMessage(text, payload, messageClass, requireNonNull(value, "key"));
  }

  /** What it has in common with others of its kind. */
  public MessageClass messageClass() {
    return messageClass;
  }

  /** What it replaces in a queue; empty for nothing. */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }

  // --- what is sent ----------------------------------------------------------------------------

  /** Whether this is a text message; else it is a binary one. */
  public boolean isText() {
    return text;
  }

  /**
   * The text, decoded for every call.
   *
   * @throws IllegalStateException for a binary message
   */
  public String text() {
    if (!text) {
      throw new IllegalStateException("a binary message has no text");
    }
    return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
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
    return (text ? "text" : "binary") + " message of " + size() + " bytes";
  }
}
