package io.fairlead.core.plugin;

import io.fairlead.api.plugin.Contribution;

/**
 * A contribution and whose it is.
 *
 * @param owner the plugin's id, or {@code application}
 * @param contribution the contribution
 * @param order lower comes first
 * @param since the {@linkplain ContributionSet#version version} of the first set that held it, or
 *     what it took the place of
 * @param usage counts the calls to what that plugin has contributed
 */
public record Contributed<T extends Contribution>(
    String owner, T contribution, int order, long since, Usage usage) {

  /** One that was always there. */
  public Contributed(String owner, T contribution, int order) {
    this(owner, contribution, order, 0, new Usage());
  }
}
