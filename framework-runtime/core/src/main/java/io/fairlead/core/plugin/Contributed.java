package io.fairlead.core.plugin;

import io.fairlead.api.plugin.Contribution;

/**
 * A contribution and whose it is.
 *
 * @param owner the plugin's id, or {@code application}
 * @param contribution the contribution
 * @param order lower comes first
 */
public record Contributed<T extends Contribution>(String owner, T contribution, int order) {}
