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

  /** What a stop is for. */
  public enum DrainMode {
    /** Gone for now: 1001. */
    STOP,
    /** Back in a moment: 1012. */
    RESTART
  }

  /** Drain mode. */
  public static final Setting<DrainMode> DRAIN_MODE =
      LIST.choice(
          "fairlead.drain.mode",
          DrainMode.class,
          DrainMode.STOP,
          "What clients are told when the server stops: stop closes with 1001 (going away), restart with 1012 (service restart).");

  /** Clients in a batch. */
  public static final Setting<Integer> DRAIN_BATCH =
      LIST.number(
          "fairlead.drain.batch", 1, 1_000_000, 500, "How many clients a stop closes at once.");

  /** Time between batches. */
  public static final Setting<Duration> DRAIN_INTERVAL =
      LIST.duration(
          "fairlead.drain.interval",
          "100ms",
          "Time between two batches; shorter where they would take more than half of what is left of fairlead.drain.deadline.");

  /** Least delay of a client's return. */
  public static final Setting<Duration> DRAIN_RECONNECT_AFTER =
      LIST.duration(
          "fairlead.drain.reconnect-after",
          "1s",
          "Earliest time for a client to come back after a stop, as retry-after-ms=N in the close reason.");

  /** Time over which clients come back. */
  public static final Setting<Duration> DRAIN_RECONNECT_SPREAD =
      LIST.duration(
          "fairlead.drain.reconnect-spread",
          "30s",
          "Time over which the clients come back, each with a delay of its own; a millisecond for each client at least. 0s tells them no delay at all.");

  /** What a failure to prepare means for the others. */
  public enum OnFailure {
    /** Those that failed are rolled back, the others commit. */
    GO_ON,
    /** All are rolled back. */
    ROLL_BACK
  }

  /** Failure of a shutdown hook or state participant. */
  public static final Setting<OnFailure> CLOSE_ON_FAILURE =
      LIST.choice(
          "fairlead.close.on-failure",
          OnFailure.class,
          OnFailure.GO_ON,
          "When a shutdown hook, or a state participant of a connection, fails or is late in prepare: go-on rolls it back and commits the others, roll-back rolls back all. The end itself comes in either case.");

  /** Deadline of a connection's state participants. */
  public static final Setting<Duration> PARTICIPANTS_TIMEOUT =
      LIST.timeout(
          "fairlead.close.participants-timeout",
          "5s",
          "Longest time that the state participants of a connection may take when it is closed, the callback under way included.");

  /** Deadline of plugin callbacks that others wait for. */
  public static final Setting<Duration> HOOKS_TIMEOUT =
      LIST.timeout(
          "fairlead.hooks.timeout",
          "10s",
          "Longest call of a plugin's connection listener, outbound handler or error handler; a longer one is told to the error handlers and interrupted.");

  private LifecycleSettings() {}

  static List<Setting<?>> all() {
    return LIST.all();
  }
}
