package io.fairlead.core.transport;

import io.fairlead.api.connection.OutboundMessage;
import java.nio.ByteBuffer;

/**
 * One thing to write: a whole data message, a part of one, a ping or a pong. Immutable.
 *
 * @param kind what it is
 * @param message the payload; binary for pings and pongs
 * @param first whether it starts a message
 * @param last whether it ends a message
 */
public record OutboundFrame(Kind kind, OutboundMessage message, boolean first, boolean last) {

  /** Kinds of frames. */
  public enum Kind {
    /** Text, whole or in part. */
    TEXT,
    /** Binary, whole or in part. */
    BINARY,
    /** A ping (RFC 6455, section 5.5.2). */
    PING,
    /** A pong (RFC 6455, section 5.5.3). */
    PONG
  }

  /** A whole message. */
  public static OutboundFrame whole(OutboundMessage message) {
    return new OutboundFrame(message.isText() ? Kind.TEXT : Kind.BINARY, message, true, true);
  }

  /** A part of a message. */
  public static OutboundFrame part(OutboundMessage message, boolean first, boolean last) {
    return new OutboundFrame(message.isText() ? Kind.TEXT : Kind.BINARY, message, first, last);
  }

  /** A ping with at most 125 bytes. */
  public static OutboundFrame ping(ByteBuffer data) {
    return new OutboundFrame(Kind.PING, OutboundMessage.binary(data), true, true);
  }

  /** An unsolicited pong with at most 125 bytes. */
  public static OutboundFrame pong(ByteBuffer data) {
    return new OutboundFrame(Kind.PONG, OutboundMessage.binary(data), true, true);
  }

  /** Whether it is a control frame. */
  public boolean control() {
    return kind == Kind.PING || kind == Kind.PONG;
  }

  /** Payload bytes. */
  public int size() {
    return message.size();
  }
}
