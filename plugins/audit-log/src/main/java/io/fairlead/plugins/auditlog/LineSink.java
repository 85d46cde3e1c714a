package io.fairlead.plugins.auditlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where lines end up. For one thread. */
interface LineSink extends Closeable {

  /** Writes whole lines: all of them, or it throws and none stays behind. */
  void write(ByteBuffer lines) throws IOException;

  /** Waits until what was written is on the disk. */
  void force() throws IOException;
}
