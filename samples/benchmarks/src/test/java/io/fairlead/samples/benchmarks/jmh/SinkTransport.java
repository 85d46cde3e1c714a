package io.fairlead.samples.benchmarks.jmh;

import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import java.util.List;

/** Takes everything at once. */
class SinkTransport implements Transport {

  private long frames;

  long frames() {
    return frames;
  }

  final void count(List<OutboundFrame> batch) {
    frames += batch.size();
  }

  @Override
  public void write(List<OutboundFrame> batch, Completion completion) {
    count(batch);
    completion.done(null);
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
