package io.fairlead.core.inbound;

import io.fairlead.core.heartbeat.Heartbeat;
import io.fairlead.core.heartbeat.Reading;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.transport.Transport;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds what waits for the endpoint, in messages and bytes. At the bound reading stops, and where
 * the memory for all connections is used up; at half of it reading goes on. Where the server cannot
 * stop reading, its thread is held instead.
 */
final class Gate {

  private final Transport transport;
  private final Heartbeat heartbeat;
  private final int maxMessages;
  private final long maxBytes;
  private final Duration patience;
  private final MemoryBudget.Account memory;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private int messages;
  private long bytes;
  private boolean paused;
  private boolean held;
  private boolean waiting;
  private Reading told = Reading.ON;

  Gate(
      Transport transport,
      Heartbeat heartbeat,
      int maxMessages,
      long maxBytes,
      Duration patience,
      MemoryBudget memory) {
    this.transport = transport;
    this.heartbeat = heartbeat;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.patience = patience;
    this.memory = memory.account();
  }

  /**
   * Counts a message in.
   *
   * @return false if the server's thread was held for the whole patience and there is still no room
   */
  boolean enter(int size) {
    lock.lock();
    try {
      if (!transport.canPause() && mustWait() && !awaitRoom()) {
        return false;
      }
      messages++;
      bytes += size;
      boolean spare = memory.use(weight());
      if ((full() || !spare) && !paused && transport.canPause()) {
        paused = true;
        transport.pauseReading();
        tell();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave(int size) {
    lock.lock();
    try {
      messages--;
      bytes -= size;
      memory.use(weight());
      room.signal();
      if (told == Reading.FULL) {
        heartbeat.progress();
      }
      if (paused && messages <= maxMessages / 2 && bytes <= maxBytes / 2) {
        paused = false;
        if (!held) {
          transport.resumeReading();
        }
        tell();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops reading until {@link #release}, however much room there is. */
  void hold() {
    lock.lock();
    try {
      if (!held) {
        held = true;
        transport.pauseReading();
        tell();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends {@link #hold}; reading goes on unless there is no room. */
  void release() {
    lock.lock();
    try {
      if (held) {
        held = false;
        room.signalAll();
        if (!paused) {
          transport.resumeReading();
        }
        tell();
      }
    } finally {
      lock.unlock();
    }
  }

  private long weight() {
    return bytes + (long) messages * MemoryBudget.MESSAGE_OVERHEAD;
  }

  /** The heartbeat hears of what has changed. */
  private void tell() {
    Reading now = Reading.ON;
    if (paused || (waiting && full())) {
      now = Reading.FULL;
    } else if (held) {
      now = Reading.HELD;
    }
    if (now != told) {
      told = now;
      heartbeat.reading(now);
    }
  }

  private boolean full() {
    return messages >= maxMessages || bytes >= maxBytes;
  }

  private boolean mustWait() {
    return held || full();
  }

  private boolean awaitRoom() {
    long left = patience.toNanos();
    waiting = true;
    tell();
    try {
      while (mustWait() && left > 0) {
        left = room.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting = false;
      tell();
    }
    return !full();
  }
}
