package io.fairlead.testkit;

import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what is written. Tells its listener of the end of the connection once. */
final class RecordedTransport implements Transport {

  private final List<OutboundFrame> frames = new ArrayList<>();
  private final List<Runnable> heldBack = new ArrayList<>();
  private @Nullable Consumer<CloseReason> listener;
  private boolean stalled;
  private @Nullable CloseReason ended;

  synchronized void onEnd(Consumer<CloseReason> hears) {
    listener = hears;
  }

  synchronized Optional<CloseReason> ended() {
    return Optional.ofNullable(ended);
  }

  synchronized List<OutboundFrame> frames() {
    return List.copyOf(frames);
  }

  synchronized void stall() {
    stalled = true;
  }

  void flow() {
    List<Runnable> now;
    synchronized (this) {
      stalled = false;
      now = new ArrayList<>(heldBack);
      heldBack.clear();
    }
    now.forEach(Runnable::run);
  }

  @Override
  public void write(List<OutboundFrame> batch, Completion completion) {
    Runnable write =
        () -> {
          synchronized (this) {
            frames.addAll(batch);
          }
          completion.done(null);
        };
    synchronized (this) {
      if (stalled) {
        heldBack.add(write);
        return;
      }
    }
    write.run();
  }

  @Override
  public boolean gathered() {
    return true;
  }

  @Override
  public void close(CloseReason reason) {
    end(reason);
  }

  @Override
  public void terminate() {
    end(new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, ""));
  }

  private void end(CloseReason reason) {
    Consumer<CloseReason> hears;
    synchronized (this) {
      if (ended != null) {
        return;
      }
      ended = reason;
      hears = listener;
    }
    if (hears != null) {
      hears.accept(reason);
    }
  }

  @Override
  public boolean canPause() {
    return false;
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
