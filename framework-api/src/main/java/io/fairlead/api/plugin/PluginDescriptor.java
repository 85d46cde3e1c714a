package io.fairlead.api.plugin;

import java.util.List;

/**
 * Who a plugin is, from its jar's manifest.
 *
 * @param id lower-case letters, digits and hyphens, at most 64
 * @param version the plugin's own version
 * @param api the range of API versions it works with, for example {@code [0.1,1)}
 * @param requires ids of the plugins that must have started before it
 */
public record PluginDescriptor(String id, String version, String api, List<String> requires) {
  /** Copies the list. */
  public PluginDescriptor {
    requires = List.copyOf(requires);
  }
}
