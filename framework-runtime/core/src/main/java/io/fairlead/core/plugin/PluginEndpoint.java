package io.fairlead.core.plugin;

/**
 * An annotated class from a plugin jar, to be hosted.
 *
 * @param pluginId whose it is
 * @param type the class, loaded by the plugin's loader
 */
public record PluginEndpoint(String pluginId, Class<?> type) {}
