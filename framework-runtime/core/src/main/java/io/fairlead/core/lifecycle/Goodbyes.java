package io.fairlead.core.lifecycle;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.LifecycleSettings;
import io.fairlead.core.config.LifecycleSettings.DrainMode;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What each client is told at the end: the code, and when to come back. The delays are spread
 * evenly over the time configured, with jitter between two of them, and no two are the same. Safe
 * for any thread.
 */
final class Goodbyes implements Supplier<CloseReason> {

  private static final String RESTART = "the server is restarting";

  /** RFC 6455, section 5.5: 123 bytes, of which the delay needs up to 36. */
  private static final int MAX_PHRASE = 87;

  private final CloseReason plain;
  private final long first;
  private final long spread;
  private final long clients;
  private final AtomicInteger told = new AtomicInteger();

  /**
   * Goodbyes.
   *
   * @param stop what the caller says, where the server is not about to restart
   * @param clients how many there are; more may come
   */
  Goodbyes(FairleadConfig config, CloseReason stop, int clients) {
    boolean restart = config.get(LifecycleSettings.DRAIN_MODE) == DrainMode.RESTART;
    this.plain = restart ? new CloseReason(CloseCodes.SERVICE_RESTART, RESTART) : stop;
    this.first = config.get(LifecycleSettings.DRAIN_RECONNECT_AFTER).toMillis();
    long configured = config.get(LifecycleSettings.DRAIN_RECONNECT_SPREAD).toMillis();
    this.clients = Math.max(1, clients);
    this.spread = configured == 0 ? 0 : Math.max(configured, this.clients);
  }

  private static String cut(String text) {
    return text.length() <= MAX_PHRASE ? text : text.substring(0, MAX_PHRASE);
  }

  /** For the next client. */
  @Override
  public CloseReason get() {
    if (spread == 0) {
      return plain;
    }
    String delay = "; retry-after-ms=" + delay(told.getAndIncrement());
    return new CloseReason(plain.getCloseCode(), cut(plain.getReasonPhrase()) + delay);
  }

  private long delay(long number) {
    if (number >= clients) {
      return first + spread + number - clients; // came while the others were closed
    }
    long from = spread * number / clients;
    long to = spread * (number + 1) / clients;
    return first + ThreadLocalRandom.current().nextLong(from, to);
  }
}
