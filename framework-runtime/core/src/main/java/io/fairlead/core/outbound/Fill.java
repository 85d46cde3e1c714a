package io.fairlead.core.outbound;

import io.fairlead.api.connection.Pressure;
import io.fairlead.core.memory.MemoryBudget;

/**
 * How full a queue is: messages and bytes against their bounds, and the memory of all. Guarded by
 * the queue's lock.
 */
final class Fill {

  private final OutboundLimits limits;
  private final MemoryBudget.Account memory;
  private int messages;
  private long bytes;
  private Pressure pressure = Pressure.NONE;
  private Pressure told = Pressure.NONE;
  private boolean freed;

  Fill(OutboundLimits limits, MemoryBudget memory) {
    this.limits = limits;
    this.memory = memory.account();
  }

  /** What came of {@link #take}. */
  enum Taken {
    YES,
    FULL,
    NO_MEMORY
  }

  /** Whether the queue's own bounds leave room. */
  boolean fits(int size) {
    return messages < limits.maxMessages() && bytes + size <= limits.maxBytes();
  }

  /** Whether a message would fit once others have left. */
  boolean fits(int size, int lessMessages, long lessBytes) {
    return messages - lessMessages < limits.maxMessages()
        && bytes - lessBytes + size <= limits.maxBytes();
  }

  /** Counts a message in where there is room. */
  Taken take(int size) {
    if (!fits(size)) {
      return Taken.FULL;
    }
    if (!memory.use(weight(messages + 1, bytes + size))) {
      return Taken.NO_MEMORY;
    }
    count(1, size);
    return Taken.YES;
  }

  /** Counts a message in, room or not. */
  void force(int size) {
    memory.use(weight(messages + 1, bytes + size));
    count(1, size);
  }

  /** Lets one take the place of another, where there is room. */
  boolean exchange(int oldSize, int newSize) {
    long then = bytes - oldSize + newSize;
    if (then > limits.maxBytes() || !memory.use(weight(messages, then))) {
      return false;
    }
    freed |= newSize < oldSize;
    count(0, newSize - oldSize);
    return true;
  }

  /** Counts messages out. */
  void leave(int count, long size) {
    freed |= count > 0;
    count(-count, -size);
    memory.use(weight(messages, bytes));
  }

  private void count(int moreMessages, long moreBytes) {
    messages += moreMessages;
    bytes += moreBytes;
    boolean soft = messages > limits.softMessages() || bytes > limits.softBytes();
    if (soft) {
      pressure = pressure == Pressure.NONE ? Pressure.SOFT : pressure;
    } else if (messages <= limits.softMessages() / 2 && bytes <= limits.softBytes() / 2) {
      pressure = Pressure.NONE;
    } else if (pressure == Pressure.FULL) {
      pressure = Pressure.SOFT;
    }
  }

  private static long weight(int messages, long bytes) {
    return bytes + (long) messages * MemoryBudget.MESSAGE_OVERHEAD;
  }

  /** A message found no room. */
  void overflowed() {
    if (pressure != Pressure.NONE) { // else it is only longer than all the room there is
      pressure = Pressure.FULL;
    }
  }

  Pressure pressure() {
    return pressure;
  }

  /** Whether the pressure has changed since this last said so. */
  boolean moved() {
    boolean moved = pressure != told;
    told = pressure;
    return moved;
  }

  /** Whether room was made since this last said so. */
  boolean freed() {
    boolean made = freed;
    freed = false;
    return made;
  }

  int messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }
}
