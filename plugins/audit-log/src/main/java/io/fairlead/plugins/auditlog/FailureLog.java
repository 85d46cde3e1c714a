package io.fairlead.plugins.auditlog;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says that lines cannot be written, at most once a minute. Safe for any thread. */
final class FailureLog {

  static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Logger logger;
  private final String target;
  private final Clock clock;
  private @Nullable Instant last;
  private long failures;

  FailureLog(Logger logger, String target, Clock clock) {
    this.logger = logger;
    this.target = target;
    this.clock = clock;
  }

  synchronized void failed(IOException cause, long lost) {
    failures++;
    if (!due()) {
      return;
    }
    logger.log(
        Level.ERROR,
        "cannot write to {0}: {1}; {2} failures and {3} lost lines so far, trying again",
        target,
        cause.toString(),
        Long.toString(failures),
        Long.toString(lost));
  }

  synchronized void overflowed(long lost) {
    if (due()) {
      logger.log(
          Level.ERROR,
          "writing to {0} hangs or is too slow, and too many lines wait; {1} lost lines so far",
          target,
          Long.toString(lost));
    }
  }

  private boolean due() {
    Instant now = clock.instant();
    if (last != null && !now.isBefore(last) && now.isBefore(last.plus(INTERVAL))) {
      return false;
    }
    last = now;
    return true;
  }

  synchronized void recovered(long lost) {
    last = null;
    logger.log(
        Level.INFO,
        "writing to {0} again; {1} lines were lost so far",
        target,
        Long.toString(lost));
  }

  synchronized void ended(long lost) {
    if (lost > 0) {
      logger.log(Level.ERROR, "{0} lines for {1} were lost", Long.toString(lost), target);
    }
  }
}
