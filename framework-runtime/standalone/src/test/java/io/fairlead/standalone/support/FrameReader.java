package io.fairlead.standalone.support;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a server's frames apart, in whatever pieces they come. Keeps the head of each only. */
public abstract class FrameReader {

  private final ByteBuffer header = ByteBuffer.allocate(10);
  private final ByteBuffer head = ByteBuffer.allocate(125);
  private long left;
  private boolean inPayload;

  /** A whole frame has come; of a long payload the first 125 bytes are told. */
  protected abstract void frame(int opcode, ByteBuffer head) throws IOException;

  public final void take(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (!inPayload) {
        header.put(bytes.get());
        if (headerIncomplete()) {
          continue;
        }
        int code = header.get(1) & 0x7F;
        left = code < 126 ? code : code == 126 ? header.getShort(2) & 0xFFFF : header.getLong(2);
        inPayload = true;
      }
      while (left > 0 && bytes.hasRemaining()) {
        if (head.hasRemaining()) {
          head.put(bytes.get());
          left--;
        } else {
          int skip = (int) Math.min(left, bytes.remaining());
          bytes.position(bytes.position() + skip);
          left -= skip;
        }
      }
      if (left == 0) {
        frame(header.get(0) & 0x0F, head.flip());
        header.clear();
        head.clear();
        inPayload = false;
      }
    }
  }

  /** Whether a frame begins that needs more bytes of its header. */
  private boolean headerIncomplete() {
    int size = header.position() < 2 ? 2 : headerSize();
    return header.position() < size;
  }

  private int headerSize() {
    int code = header.get(1) & 0x7F;
    return code < 126 ? 2 : code == 126 ? 4 : 10;
  }
}
