package io.fairlead.core.outbound;

import io.fairlead.api.connection.Overflow;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.time.Duration;

/**
 * Bounds of one outbound queue.
 *
 * @param maxMessages the most messages that may wait, the write in flight included
 * @param maxBytes their most payload bytes
 * @param softWatermark where pressure begins, in percent of either bound
 * @param overflow what happens to what does not fit, where nothing else says so
 * @param fairness how often a lane may be passed over
 * @param batchInterval how long a message may wait for others; zero for not at all
 * @param batchBytes so many bytes are worth a write before that
 * @param sendTimeout longest wait for room, longest write, and longest time that an open partial
 *     message may keep others waiting
 */
public record OutboundLimits(
    int maxMessages,
    long maxBytes,
    int softWatermark,
    Overflow overflow,
    int fairness,
    Duration batchInterval,
    int batchBytes,
    Duration sendTimeout) {

  /** The bounds as configured. */
  public static OutboundLimits of(FairleadConfig config) {
    return new OutboundLimits(
        config.get(Settings.OUTBOUND_MESSAGES),
        config.get(Settings.OUTBOUND_BYTES),
        config.get(Settings.OUTBOUND_SOFT_WATERMARK),
        config.get(Settings.OUTBOUND_OVERFLOW),
        config.get(Settings.OUTBOUND_FAIRNESS),
        config.get(Settings.BATCH_INTERVAL),
        config.get(Settings.BATCH_BYTES),
        config.get(Settings.SEND_TIMEOUT));
  }

  int softMessages() {
    return (int) ((long) maxMessages * softWatermark / 100);
  }

  long softBytes() {
    return maxBytes / 100 * softWatermark + maxBytes % 100 * softWatermark / 100;
  }
}
