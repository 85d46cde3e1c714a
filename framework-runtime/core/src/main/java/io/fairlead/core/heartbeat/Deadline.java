package io.fairlead.core.heartbeat;

import io.fairlead.core.heartbeat.TimerWheel.Timeout;
import java.time.Duration;

/**
 * A short task at a later time, on the wheel of the heartbeats: to set one costs the same however
 * many there are. Safe for any thread; the task runs on the timer's, and must not block.
 */
public final class Deadline {

  private final TimerWheel wheel;
  private final Timeout timeout;

  Deadline(TimerWheel wheel, Runnable task) {
    this.wheel = wheel;
    this.timeout =
        new Timeout() {
          @Override
          void expired(long now) {
            task.run();
          }
        };
  }

  /** Runs the task after a time, once, in place of an earlier time. */
  public void in(Duration time) {
    wheel.schedule(timeout, wheel.now() + Math.max(0, time.toNanos()));
  }

  /** Does not run it. */
  public void cancel() {
    wheel.cancel(timeout);
  }
}
