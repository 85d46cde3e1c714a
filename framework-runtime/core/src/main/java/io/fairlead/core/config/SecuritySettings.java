package io.fairlead.core.config;

import java.util.List;

/** Settings of what happens to open connections when their right to be open ends. */
public final class SecuritySettings {

  private static final SettingList LIST = new SettingList();

  private SecuritySettings() {}

  static List<Setting<?>> all() {
    return LIST.all();
  }
}
