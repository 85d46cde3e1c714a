package io.fairlead.api.connection;

/**
 * How urgent a message is. Of what waits on a connection, the higher lane leaves first; inside a
 * lane the order of the sends holds. So that a lower lane is not starved, after {@code
 * fairlead.outbound.fairness} messages of higher ones (32 by default) it has its turn.
 */
public enum Lane {
  /** Pings and pongs; a message cannot ask for it. */
  CONTROL,
  /** What must not wait behind ordinary traffic: notices, alarms. Ends a linger at once. */
  HIGH,
  /** What says nothing else. */
  NORMAL,
  /** What may be late, and on topics is shed first when a client is slow. */
  LOW
}
