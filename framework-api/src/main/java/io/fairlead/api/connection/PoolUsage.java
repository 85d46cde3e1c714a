package io.fairlead.api.connection;

/**
 * How much of something bounded is in use.
 *
 * @param used at this moment
 * @param limit the most that may be, positive
 */
public record PoolUsage(long used, long limit) {

  /** From 0 for nothing to 1 for all of it. */
  public double share() {
    return (double) used / limit;
  }
}
