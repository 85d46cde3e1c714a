package io.fairlead.standalone.control;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A conversation with one client that has to be over in time, also where a byte comes now and then.
 * For use by one thread.
 */
final class TimedChannel implements ByteChannel {

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private long deadline;

  private TimedChannel(SocketChannel channel, Selector selector, SelectionKey key) {
    this.channel = channel;
    this.selector = selector;
    this.key = key;
  }

  /** The channel stays the caller's, and is to be closed after this one. */
  static TimedChannel over(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    Selector selector = Selector.open();
    boolean registered = false;
    try {
      SelectionKey key = channel.register(selector, 0);
      registered = true;
      return new TimedChannel(channel, selector, key);
    } finally {
      if (!registered) {
        selector.close();
      }
    }
  }

  /** All that follows has to be done in that time. */
  void within(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = channel.read(target);
    while (count == 0 && target.hasRemaining()) {
      await(SelectionKey.OP_READ);
      count = channel.read(target);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = channel.write(source);
    while (count == 0 && source.hasRemaining()) {
      await(SelectionKey.OP_WRITE);
      count = channel.write(source);
    }
    return count;
  }

  private void await(int operation) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new InterruptedIOException("the client takes too long");
    }
    key.interestOps(operation);
    selector.select(left);
    selector.selectedKeys().clear();
  }

  @Override
  public boolean isOpen() {
    return selector.isOpen();
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
