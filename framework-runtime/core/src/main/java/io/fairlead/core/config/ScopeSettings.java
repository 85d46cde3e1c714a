package io.fairlead.core.config;

import java.time.Duration;
import java.util.List;

/** Settings of tasks of connections, of the leak watch and of alerts. */
public final class ScopeSettings {

  private static final SettingList LIST = new SettingList();

  /** Tasks of one connection. */
  public static final Setting<Integer> MAX_TASKS =
      LIST.number(
          "fairlead.scope.max-tasks",
          1,
          1_000_000,
          64,
          "Tasks of a connection's scope that may wait and run; more are rejected.");

  /** Deadline of tasks that name none. */
  public static final Setting<Duration> TASK_TIMEOUT =
      LIST.timeout(
          "fairlead.scope.task-timeout",
          "30s",
          "Longest time of a task of a connection's scope that names no deadline; then it is interrupted.");

  /** How long what was ended may go on. */
  public static final Setting<Duration> LEAK_GRACE =
      LIST.timeout(
          "fairlead.leaks.grace",
          "5s",
          "How long a task, a thread or a session may go on after its end was asked for; then it is reported as a leak.");

  /** Frames of the place where something was made. */
  public static final Setting<Integer> LEAK_FRAMES =
      LIST.number(
          "fairlead.leaks.frames",
          0,
          1_000,
          4,
          "Frames that are kept of the place where a task was made, for the report of a leak; 0 for none. Each costs a little for every task.");

  /** Share of a pool. */
  public static final Setting<Integer> ALERT_PERCENT =
      LIST.number(
          "fairlead.alerts.pool-percent",
          1,
          100,
          90,
          "Percent of a pool (connections, memory, threads for callbacks and others) from where an alert is raised; it is over a tenth of that below.");

  /** Threads of the JVM. */
  public static final Setting<Integer> ALERT_THREADS =
      LIST.number(
          "fairlead.alerts.threads",
          1,
          Integer.MAX_VALUE,
          1_000,
          "Platform threads of the JVM; more raise an alert.");

  /** Time between two looks. */
  public static final Setting<Duration> ALERT_INTERVAL =
      LIST.timeout(
          "fairlead.alerts.interval", "1s", "Time between two looks at pools and threads.");

  private ScopeSettings() {}

  static List<Setting<?>> all() {
    return LIST.all();
  }
}
