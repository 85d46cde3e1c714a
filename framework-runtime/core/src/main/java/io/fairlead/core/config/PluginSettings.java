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

  /** Plugin drain deadline. */
  public static final Setting<Duration> PLUGIN_DRAIN_TIMEOUT =
      LIST.timeout(
          "fairlead.plugin-drain-timeout",
          "10s",
          "How long the old version of a replaced plugin is kept for the messages that began with it.");

  /** Plugin release deadline. */
  public static final Setting<Duration> PLUGIN_RELEASE_TIMEOUT =
      LIST.duration(
          "fairlead.plugin-release-timeout",
          "10s",
          "When to complain that the classes of a stopped plugin are still held; a garbage collection is asked for meanwhile. 0s does neither.");

  /** Watch interval. */
  public static final Setting<Duration> PLUGIN_WATCH_INTERVAL =
      LIST.duration(
          "fairlead.plugin-watch-interval",
          "1s",
          "How often to look for new, changed and removed plugin jars; a jar counts when it has not changed from one look to the next. 0s never looks.");

  private PluginSettings() {}

  static List<Setting<?>> all() {
    return LIST.all();
  }
}
