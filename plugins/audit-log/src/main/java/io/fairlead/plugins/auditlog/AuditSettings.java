package io.fairlead.plugins.auditlog;

import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.PluginConfig;
import io.fairlead.api.plugin.PluginConfigException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The plugin's section of the configuration.
 *
 * @param file where the lines go
 * @param payload whether messages are written with their content
 * @param flushInterval the longest time a line waits in memory
 * @param fsync whether every flush also waits for the disk
 * @param queueBytes bytes of lines that may wait to be written
 */
record AuditSettings(
    Path file, boolean payload, Duration flushInterval, boolean fsync, long queueBytes) {

  private static final String[] KEYS = {
    "file", "payload", "flush-interval", "fsync", "queue-bytes"
  };
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(5);
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;

  static AuditSettings read(PluginConfig config, String prefix) {
    config.allowOnly(KEYS);
    Path file =
        config
            .path("file")
            .orElseThrow(
                () ->
                    new InactivePluginException(
                        "no file to write to; set " + prefix + "file to a path"));
    Duration interval = config.duration("flush-interval", DEFAULT_INTERVAL);
    if (interval.compareTo(LONGEST_INTERVAL) > 0) {
      throw new PluginConfigException(
          prefix + "flush-interval: " + interval + " is too long; the most is 5m");
    }
    return new AuditSettings(
        file,
        config.flag("payload", false),
        interval,
        config.flag("fsync", false),
        config.number("queue-bytes", 8 * MIB, 4 * KIB, 1024 * MIB));
  }

  static String[] keys() {
    return KEYS.clone();
  }
}
