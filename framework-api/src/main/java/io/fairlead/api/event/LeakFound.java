package io.fairlead.api.event;

import java.time.Duration;

/**
 * Something goes on although what it belongs to has ended. Fired once for each; the log has the
 * same.
 *
 * @param kind what it is
 * @param owner the connection or the plugin that has ended
 * @param what its name, for people
 * @param madeAt where it was made, the nearest frame first, one a line; for a thread where it is
 * @param age since the owner's end, or since the deadline that it overran
 */
public record LeakFound(Kind kind, String owner, String what, String madeAt, Duration age)
    implements Event {

  /** What can outlive its owner. */
  public enum Kind {
    /** A task of a connection's scope. */
    TASK,
    /** A background task of a plugin. */
    TIMER,
    /** A listener or a subscription. */
    SUBSCRIPTION,
    /** A thread of a plugin. */
    THREAD,
    /** A session of the server below. */
    SESSION
  }
}
