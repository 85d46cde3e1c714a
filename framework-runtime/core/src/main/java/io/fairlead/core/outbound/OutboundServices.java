package io.fairlead.core.outbound;

import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.memory.MemoryBudget;

/**
 * What all outbound queues share.
 *
 * @param memory what all together may hold
 * @param waiting which threads may wait for room
 * @param linger brings lingering queues back
 * @param losses counts what is not sent
 */
public record OutboundServices(
    MemoryBudget memory, WaitingRoom waiting, LingerClock linger, Losses losses) {}
