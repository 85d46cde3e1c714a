package io.fairlead.core.hosting;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.transport.OutboundFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one session that are sent in parts: one at a time. Whole messages of others wait in
 * the queue until it ends; control frames do not.
 */
final class PartialSends {

  private final DefaultConnection connection;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Object owner;
  private boolean ownerSendsText;
  private String held = "";

  PartialSends(DefaultConnection connection) {
    this.connection = connection;
  }

  /**
   * Sends a part of a text. Half of a surrogate pair at its end waits for the next part.
   *
   * @param by whose message it is
   * @throws IllegalStateException while somebody else's message is open
   */
  void text(Object by, String part, boolean last) throws IOException {
    enter();
    try {
      boolean first = starts(by, true);
      String text = held + part;
      boolean split =
          !last && !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
      String now = split ? text.substring(0, text.length() - 1) : text;
      connection.sendBlocking(OutboundFrame.part(OutboundMessage.text(now), first, last));
      held = split ? text.substring(text.length() - 1) : "";
      sent(by, true, last);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a part of a binary message.
   *
   * @param by whose message it is
   * @throws IllegalStateException while somebody else's message is open
   */
  void binary(Object by, ByteBuffer part, boolean last) throws IOException {
    enter();
    try {
      boolean first = starts(by, false);
      connection.sendBlocking(OutboundFrame.part(OutboundMessage.binary(part), first, last));
      sent(by, false, last);
    } finally {
      lock.unlock();
    }
  }

  private void enter() {
    if (!lock.tryLock()) {
      throw new IllegalStateException("another thread is sending a part of a message right now");
    }
  }

  private boolean starts(Object by, boolean text) {
    if (owner == null) {
      return true;
    }
    if (owner != by || ownerSendsText != text) {
      throw new IllegalStateException(
          "another message is being sent in parts; end it before the next one starts");
    }
    return false;
  }

  private void sent(Object by, boolean text, boolean last) {
    owner = last ? null : by;
    ownerSendsText = text;
  }
}
