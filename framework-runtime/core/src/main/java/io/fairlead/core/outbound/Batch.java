package io.fairlead.core.outbound;

import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One write; its state says who goes on when it is done. */
final class Batch extends AtomicInteger implements Transport.Completion {

  private static final long serialVersionUID = 1L;
  private static final int DONE = 1;
  private static final int PASSED = 2;

  private final transient Writer writer;
  private final transient List<Entry> entries = new ArrayList<>(1);
  private final transient List<OutboundFrame> frames = new ArrayList<>(1);
  private long bytes;

  Batch(Writer writer) {
    this.writer = writer;
  }

  void add(Entry entry) {
    entries.add(entry);
    frames.add(entry.frame());
    bytes += entry.size();
  }

  List<Entry> entries() {
    return entries;
  }

  long bytes() {
    return bytes;
  }

  /** Writes; says whether it was done on return, so that the caller's loop goes on. */
  boolean write(Transport transport) {
    try {
      transport.write(frames, this);
    } catch (RuntimeException e) {
      done(e);
    }
    return (mark(PASSED) & PASSED) != 0;
  }

  @Override
  public void done(@Nullable Throwable failure) {
    if ((mark(DONE) & DONE) != 0) {
      return;
    }
    writer.written(this, failure);
    if ((mark(PASSED) & PASSED) != 0) {
      writer.resume(); // write() has returned: this thread takes over the loop
    }
  }

  private int mark(int bit) {
    return getAndUpdate(state -> state | bit);
  }
}
