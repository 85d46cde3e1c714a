package io.fairlead.core.plugin;

/** A share of the connections: the same ones each time it is asked. */
public final class Share {

  private static final int SPREAD = 0x9E3779B9; // 2^32 over the golden ratio: neighbours far apart

  private Share() {}

  /**
   * Whether a connection belongs to it.
   *
   * @param connection the id
   * @param percent 0 is none, 100 is all
   */
  public static boolean includes(String connection, int percent) {
    int spread = connection.hashCode() * SPREAD >>> 16;
    return (spread * 100 >>> 16) < percent;
  }
}
