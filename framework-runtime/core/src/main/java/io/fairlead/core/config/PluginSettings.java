package io.fairlead.core.config;

import java.time.Duration;
import java.util.List;

/** Settings of plugins. */
public final class PluginSettings {

  private static final SettingList LIST = new SettingList();

  /** Plugin directory. */
  public static final Setting<String> PLUGINS_DIRECTORY =
      LIST.directory("fairlead.plugins-directory", "Directory with plugin jars.");

  /** Plugin start deadline. */
  public static final Setting<Duration> PLUGIN_START_TIMEOUT =
      LIST.timeout("fairlead.plugin-start-timeout", "30s", "Longest start of a plugin.");

  /** Plugin stop deadline. */
  public static final Setting<Duration> PLUGIN_STOP_TIMEOUT =
      LIST.timeout("fairlead.plugin-stop-timeout", "5s", "Longest stop of a plugin.");

  private PluginSettings() {}

  static List<Setting<?>> all() {
    return LIST.all();
  }
}
