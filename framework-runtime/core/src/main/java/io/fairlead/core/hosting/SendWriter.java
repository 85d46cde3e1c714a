package io.fairlead.core.hosting;

import java.io.IOException;
import java.io.Writer;

/** A text message written as a stream: parts of a few KiB, the last one at {@link #close}. */
final class SendWriter extends Writer {

  private static final int PART = 8192;

  private final PartialSends sends;
  private final StringBuilder buffer = new StringBuilder();
  private boolean closed;

  SendWriter(PartialSends sends) {
    this.sends = sends;
  }

  @Override
  public void write(char[] chars, int offset, int length) throws IOException {
    checkOpen();
    int at = offset;
    int left = length;
    while (left > 0) {
      if (buffer.length() >= PART) {
        flush();
      }
      int count = Math.min(left, PART - buffer.length());
      buffer.append(chars, at, count);
      at += count;
      left -= count;
    }
  }

  @Override
  public void flush() throws IOException {
    checkOpen();
    if (!buffer.isEmpty()) {
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
    sends.text(this, buffer.toString(), last);
    buffer.setLength(0);
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("this writer is closed; each message needs one of its own");
    }
  }
}
