package io.fairlead.api.connection;

import io.fairlead.api.FrameworkOwned;
import java.nio.ByteBuffer;

/**
 * A message, or a part of one, on its way to the endpoint. Immutable and safe for any thread, also
 * after the handler chain is done with it.
 */
@FrameworkOwned
public interface InboundMessage {

  /** What kind of message it is. */
  enum Kind {
    /** A text message (RFC 6455, section 5.6). */
    TEXT,
    /** A binary message. */
    BINARY
  }

  /** The connection it came in on. */
  Connection connection();

  /** What kind of message it is. */
  Kind kind();

  /**
   * The text.
   *
   * @throws IllegalStateException for a binary message
   */
  String text();

  /**
   * The bytes: read-only, and a view of its own for every call.
   *
   * @throws IllegalStateException for a text message
   */
  ByteBuffer bytes();

  /** Length of the payload in bytes, for text in UTF-8. */
  int size();

  /**
   * Whether this is the last (or only) part of a message. Always true unless the handler
   * {@linkplain io.fairlead.api.plugin.InboundHandler#acceptsParts() accepts parts}.
   */
  boolean last();

  /** The same message with another text; the kind becomes {@link Kind#TEXT}. */
  InboundMessage withText(String text);

  /** The same message with a copy of other bytes; the kind becomes {@link Kind#BINARY}. */
  InboundMessage withBytes(ByteBuffer bytes);
}
