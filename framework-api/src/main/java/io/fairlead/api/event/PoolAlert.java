package io.fairlead.api.event;

import io.fairlead.api.connection.PoolUsage;

/**
 * Something bounded is nearly used up: {@code fairlead.alerts.pool-percent} of it.
 *
 * @param pool its name in {@code ConnectionRegistry.usage()}
 * @param usage how much is in use now
 * @param raised whether it begins
 */
public record PoolAlert(String pool, PoolUsage usage, boolean raised) implements Alert {}
