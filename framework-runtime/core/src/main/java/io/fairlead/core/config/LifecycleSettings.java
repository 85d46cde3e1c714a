package io.fairlead.core.config;

import java.time.Duration;
import java.util.List;

/** Settings of how connections and the server end. */
public final class LifecycleSettings {

  private static final SettingList LIST = new SettingList();

  /** Drain deadline. */
  public static final Setting<Duration> DRAIN_DEADLINE =
      LIST.duration(
          "fairlead.drain.deadline", "30s", "Longest orderly stop; then everything is dropped.");

  private LifecycleSettings() {}

  static List<Setting<?>> all() {
    return LIST.all();
  }
}
