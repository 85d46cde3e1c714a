package io.fairlead.plugins.ratelimit;

import io.fairlead.api.plugin.PluginConfig;

/**
 * What one side (a connection, or a principal) may do. A rate of 0 means no limit of that kind.
 *
 * @param messages messages per second
 * @param burst messages at once
 * @param bytes payload bytes per second
 * @param byteBurst payload bytes at once
 */
record Limits(long messages, long burst, long bytes, long byteBurst) {

  /** Keeps {@link TokenBucket}'s arithmetic within a long. */
  static final long MAX = 4_000_000_000L;

  private static final long SECONDS_OF_BURST = 2;

  static Limits read(PluginConfig config, String prefix, long messages, long bytes) {
    long messageRate = config.number(prefix + "messages-per-second", messages, 0, MAX);
    long byteRate = config.number(prefix + "bytes-per-second", bytes, 0, MAX);
    return new Limits(
        messageRate,
        config.number(prefix + "burst", defaultBurst(messageRate), 1, MAX),
        byteRate,
        config.number(prefix + "byte-burst", defaultBurst(byteRate), 1, MAX));
  }

  private static long defaultBurst(long rate) {
    return Math.max(1, Math.min(MAX, rate * SECONDS_OF_BURST));
  }

  boolean off() {
    return messages == 0 && bytes == 0;
  }
}
