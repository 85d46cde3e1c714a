package io.fairlead.samples.benchmarks.jmh;

import io.fairlead.core.transport.OutboundFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says that a write is done when it is told to: until then, what comes has to wait. */
final class HeldTransport extends SinkTransport {

  private @Nullable Completion held;
  private boolean holding;

  /** Holds the next write. */
  void hold() {
    holding = true;
  }

  /** Lets that write be done, and all that follow it at once. */
  void release() {
    holding = false;
    Completion done = held;
    held = null;
    if (done != null) {
      done.done(null);
    }
  }

  @Override
  public void write(List<OutboundFrame> batch, Completion completion) {
    if (holding) {
      count(batch);
      held = completion;
    } else {
      super.write(batch, completion);
    }
  }
}
