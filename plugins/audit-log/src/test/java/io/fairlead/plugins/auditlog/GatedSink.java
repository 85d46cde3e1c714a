package io.fairlead.plugins.auditlog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Keeps lines in memory; can be held shut, or made to fail. */
final class GatedSink implements LineSink {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Semaphore gate = new Semaphore(1);
  private volatile boolean failing;
  private volatile boolean closed;
  private volatile int attempts;
  private volatile long forced = -1;

  void shut() {
    gate.acquireUninterruptibly();
  }

  void open() {
    gate.release();
  }

  void fail(boolean value) {
    failing = value;
  }

  int attempts() {
    return attempts;
  }

  boolean closed() {
    return closed;
  }

  /** Bytes that were written when the disk was last waited for; -1 for never. */
  long forced() {
    return forced;
  }

  synchronized long size() {
    return written.size();
  }

  synchronized List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writing thread
  public void write(ByteBuffer lines) throws IOException {
    attempts++;
    gate.acquireUninterruptibly();
    gate.release();
    if (failing) {
      throw new IOException("no space left");
    }
    synchronized (this) {
      byte[] copy = new byte[lines.remaining()];
      lines.get(copy);
      written.writeBytes(copy);
    }
  }

  @Override
  public void force() throws IOException {
    if (failing) {
      throw new IOException("no space left");
    }
    forced = size();
  }

  @Override
  public void close() {
    closed = true;
  }
}
