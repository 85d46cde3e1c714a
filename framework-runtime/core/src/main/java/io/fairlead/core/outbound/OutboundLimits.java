package io.fairlead.core.outbound;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.memory.MemoryBudget;
import java.time.Duration;

/**
 * Bounds of one outbound queue.
 *
 * @param maxMessages the most messages that may wait, the write in flight included
 * @param maxBytes their most payload bytes
 * @param sendTimeout longest wait for room, longest write, and longest time that an open partial
 *     message may keep others waiting
 * @param memory what all queues together may hold
 * @param waiting which threads may wait for room
 */
public record OutboundLimits(
    int maxMessages,
    long maxBytes,
    Duration sendTimeout,
    MemoryBudget memory,
    WaitingRoom waiting) {

  /** The bounds as configured. */
  public static OutboundLimits of(FairleadConfig config, MemoryBudget memory, WaitingRoom waiting) {
    return new OutboundLimits(
        config.get(Settings.OUTBOUND_MESSAGES),
        config.get(Settings.OUTBOUND_BYTES),
        config.get(Settings.SEND_TIMEOUT),
        memory,
        waiting);
  }
}
