package io.fairlead.core.topic;

import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that takes a batch at once, later, or after a stall, until it is cut off. What it got is
 * what the queue heard that it got, and nothing else: both happen with the same lock held.
 */
final class FlakyTransport implements Transport {

  private final ExecutorService network;
  private final Random random;
  private final List<String> got = new ArrayList<>();
  private boolean cut;
  private boolean writing;
  private boolean overlapped;

  FlakyTransport(ExecutorService network, long seed) {
    this.network = network;
    this.random = new Random(seed);
  }

  @Override
  public void write(List<OutboundFrame> batch, Completion completion) {
    int when;
    synchronized (this) {
      overlapped |= writing;
      writing = true;
      when = random.nextInt(20);
    }
    if (when < 8) {
      take(batch, completion);
    } else {
      network.execute(
          () -> {
            if (when > 17) {
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(when - 17));
            }
            take(batch, completion);
          });
    }
  }

  private synchronized void take(List<OutboundFrame> batch, Completion completion) {
    writing = false;
    if (cut) {
      completion.done(new IOException("reset by peer"));
      return;
    }
    batch.forEach(frame -> got.add(frame.message().text()));
    completion.done(null);
  }

  /** Takes nothing more, and tells of it. */
  synchronized void cut(Runnable ended) {
    cut = true;
    ended.run();
  }

  synchronized List<String> got() {
    return List.copyOf(got);
  }

  synchronized boolean overlapped() {
    return overlapped;
  }

  @Override
  public boolean gathered() {
    return true;
  }

  @Override
  public void close(CloseReason reason) {}

  @Override
  public void terminate() {}

  @Override
  public boolean canPause() {
    return true;
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  @Override
  public boolean onEventLoop() {
    return false;
  }
}
