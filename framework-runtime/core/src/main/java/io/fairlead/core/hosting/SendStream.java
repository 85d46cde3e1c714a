package io.fairlead.core.hosting;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A binary message written as a stream: parts of a few KiB, the last one at {@link #close}. */
final class SendStream extends OutputStream {

  private final PartialSends sends;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192);
  private boolean closed;

  SendStream(PartialSends sends) {
    this.sends = sends;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    checkOpen();
    int at = offset;
    int left = length;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(left, buffer.remaining());
      buffer.put(bytes, at, count);
      at += count;
      left -= count;
    }
  }

  @Override
  public void flush() throws IOException {
    checkOpen();
    if (buffer.position() > 0) {
      send(false);
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      send(true);
    }
  }

  private void send(boolean last) throws IOException {
    sends.binary(this, buffer.flip(), last);
    buffer.clear();
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("this stream is closed; each message needs one of its own");
    }
  }
}
