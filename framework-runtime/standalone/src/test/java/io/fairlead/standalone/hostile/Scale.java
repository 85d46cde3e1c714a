package io.fairlead.standalone.hostile;

/**
 * How hard an attack is.
 *
 * @param workers threads of the victim for callbacks
 * @param slowReaders that do not read
 * @param pingMegabytes of pings with unread pongs
 * @param fragments of one message
 * @param hoarders that hold most of a message
 * @param senders to slow handlers
 * @param halfOpen handshakes that are begun and not ended
 * @param resets that happen in the middle of something
 * @param floodMegabytes sent to one that never reads
 * @param echoes that a normal client must get meanwhile
 */
record Scale(
    int workers,
    int slowReaders,
    int pingMegabytes,
    int fragments,
    int hoarders,
    int senders,
    int halfOpen,
    int resets,
    int floodMegabytes,
    int echoes) {

  static final Scale SMALL = new Scale(8, 40, 20, 50_000, 100, 5, 500, 300, 32, 20);
  static final Scale FULL =
      new Scale(64, 200, 500, 2_000_000, 1_000, 20, 10_000, 5_000, 1_024, 100);
}
