package io.fairlead.core.outbound;

import io.fairlead.core.transport.OutboundFrame;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The order in which frames leave. While a message is being sent in parts, whole messages step
 * aside until its last part is in the line: RFC 6455 (section 5.4) lets only control frames in
 * between. Guarded by its queue's lock.
 */
final class FrameLine {

  /** A frame and whom to tell when it is written, if anybody. */
  record Entry(OutboundFrame frame, @Nullable CompletableFuture<Void> written) {
    void done() {
      if (written != null) {
        written.complete(null);
      }
    }

    void failed(IOException reason) {
      if (written != null) {
        written.completeExceptionally(reason);
      }
    }
  }

  // as small as can be: most connections have little to say
  private final ArrayDeque<Entry> line = new ArrayDeque<>(1);
  private final ArrayDeque<Entry> aside = new ArrayDeque<>(1);
  private boolean partsOpen;

  /**
   * Adds a frame.
   *
   * @throws IllegalStateException if it starts a message in parts while another is open, or goes on
   *     with one where none is
   */
  void add(Entry entry) {
    OutboundFrame frame = entry.frame();
    if (frame.control()) {
      line.add(entry);
    } else if (frame.first() && frame.last()) {
      (partsOpen ? aside : line).add(entry);
    } else {
      addPart(entry);
    }
  }

  private void addPart(Entry entry) {
    OutboundFrame frame = entry.frame();
    if (frame.first() == partsOpen) {
      throw new IllegalStateException(
          partsOpen
              ? "a message is being sent in parts; end it before the next one starts"
              : "there is no message in parts to go on with");
    }
    line.add(entry);
    partsOpen = !frame.last();
    if (!partsOpen) {
      line.addAll(aside);
      aside.clear();
    }
  }

  /** Whether whole messages wait for the end of one in parts. */
  boolean holdsBack() {
    return !aside.isEmpty();
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  @Nullable Entry peek() {
    return line.peek();
  }

  Entry remove() {
    return line.remove();
  }

  /** Takes everything out. */
  List<Entry> clear() {
    List<Entry> all = new ArrayList<>(line);
    all.addAll(aside);
    line.clear();
    aside.clear();
    return all;
  }
}
