package io.fairlead.core.support;

import io.fairlead.core.transport.OutboundFrame;
import io.fairlead.core.transport.Transport;
import jakarta.websocket.CloseReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A transport that the test completes by hand, or that completes by itself at once. */
public final class ManualTransport implements Transport {

  public final List<OutboundFrame> written = Collections.synchronizedList(new ArrayList<>());
  public final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
  public final AtomicInteger pauses = new AtomicInteger();
  public final AtomicInteger resumes = new AtomicInteger();
  public volatile boolean gathered = true;
  public volatile boolean automatic = true;
  public volatile boolean canPause = true;
  public volatile boolean onEventLoop;
  public volatile @Nullable CloseReason closed;
  public volatile boolean terminated;
  public volatile boolean gone;
  public volatile boolean deliversPongs = true;
  public volatile int received;
  public volatile @Nullable Executor eventLoop;
  public volatile Consumer<CloseReason> onClose = reason -> {};
  private final Queue<Completion> pending = new ArrayDeque<>();

  @Override
  public void write(List<OutboundFrame> batch, Completion completion) {
    written.addAll(batch);
    batches.add(batch.size());
    if (automatic) {
      completion.done(null);
    } else {
      synchronized (pending) {
        pending.add(completion);
      }
    }
  }

  public boolean hasPending() {
    synchronized (pending) {
      return !pending.isEmpty();
    }
  }

  public void complete(@Nullable Throwable failure) {
    Completion next;
    synchronized (pending) {
      next = pending.remove();
    }
    next.done(failure);
  }

  public List<String> texts() {
    synchronized (written) {
      return written.stream().map(frame -> frame.message().text()).toList();
    }
  }

  @Override
  public boolean gathered() {
    return gathered;
  }

  @Override
  public void close(CloseReason reason) {
    closed = reason;
    onClose.accept(reason);
  }

  @Override
  public void terminate() {
    terminated = true;
  }

  @Override
  public boolean gone() {
    return gone;
  }

  @Override
  public boolean deliversPongs() {
    return deliversPongs;
  }

  @Override
  public int received() {
    return received;
  }

  @Override
  public @Nullable Executor eventLoop() {
    return eventLoop;
  }

  @Override
  public boolean canPause() {
    return canPause;
  }

  @Override
  public void pauseReading() {
    pauses.incrementAndGet();
  }

  @Override
  public void resumeReading() {
    resumes.incrementAndGet();
  }

  @Override
  public boolean onEventLoop() {
    return onEventLoop;
  }
}
