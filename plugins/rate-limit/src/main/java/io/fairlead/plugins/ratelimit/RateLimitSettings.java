package io.fairlead.plugins.ratelimit;

import io.fairlead.api.plugin.PluginConfig;

/** The plugin's section of the configuration. */
record RateLimitSettings(Limits connection, Limits principal, Action action, int maxIdle) {

  /** What happens to a message beyond a limit. */
  enum Action {
    /** The connection is closed with 1008. */
    CLOSE,
    /** The message is dropped and the connection goes on. */
    DROP
  }

  private static final String[] KEYS = {
    "messages-per-second",
    "burst",
    "bytes-per-second",
    "byte-burst",
    "principal-messages-per-second",
    "principal-burst",
    "principal-bytes-per-second",
    "principal-byte-burst",
    "action",
    "max-idle-principals"
  };

  private static final long MIB = 1 << 20;

  static RateLimitSettings read(PluginConfig config) {
    config.allowOnly(KEYS);
    return new RateLimitSettings(
        Limits.read(config, "", 1_000, 8 * MIB),
        Limits.read(config, "principal-", 5_000, 32 * MIB),
        config.choice("action", Action.CLOSE),
        (int) config.number("max-idle-principals", 100_000, 0, 10_000_000));
  }

  static String[] keys() {
    return KEYS.clone();
  }
}
