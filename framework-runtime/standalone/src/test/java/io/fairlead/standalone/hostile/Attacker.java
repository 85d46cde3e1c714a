package io.fairlead.standalone.hostile;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client that breaks every rule of good behaviour. */
final class Attacker implements Closeable {

  private static final int SMALL = 16 * 1024;
  private static final long STUCK_MILLIS = 1_000;

  /** A frame from the server. */
  record Received(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return opcode != 8
          ? 0
          : payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  final SocketChannel channel;
  private final InputStream in;

  private Attacker(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.socket().setSoTimeout(60_000);
    in = channel.socket().getInputStream();
  }

  /** From some address of this machine; its kernel takes little that it does not read. */
  static Attacker connect(int port, String from) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.bind(new InetSocketAddress(from, 0));
    channel.connect(new InetSocketAddress("127.0.0.1", port));
    return new Attacker(channel);
  }

  static Attacker open(int port, String path) throws IOException {
    Attacker attacker = connect(port, "127.0.0.1");
    attacker.send(handshake(path));
    attacker.readHead();
    return attacker;
  }

  static void resetAll(List<Attacker> army) throws IOException {
    for (Attacker attacker : army) {
      attacker.reset();
    }
  }

  static byte[] handshake(String path) {
    return ("GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] frame(int first, byte[] payload) {
    return frame(first, payload, payload.length);
  }

  /** A frame that announces more than there is. */
  static byte[] frame(int first, byte[] payload, int announced) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
    if (announced < 126) {
      frame.put((byte) (0x80 | announced));
    } else if (announced < 65_536) {
      frame.put((byte) 0xFE).putShort((short) announced);
    } else {
      frame.put((byte) 0xFF).putLong(announced);
    }
    byte[] mask = {0x31, (byte) 0x87, 0x5A, (byte) 0xC4};
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  static byte[] text(String text) {
    return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] times(int count, byte[] one) {
    ByteBuffer all = ByteBuffer.allocate(count * one.length);
    for (int i = 0; i < count; i++) {
      all.put(one);
    }
    return all.array();
  }

  void send(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  /** Sends; a server that has closed the connection by now is no surprise. */
  void sendIfPossible(byte[] bytes) {
    try {
      send(bytes);
    } catch (IOException e) {
      // told apart by what can be read
    }
  }

  /**
   * Sends until the server takes nothing for a second.
   *
   * @return the bytes that went out; {@code most}, or more, where it did not get stuck, which is so
   *     where the server ended the connection
   */
  long sendUntilStuck(byte[] bytes, long most) throws IOException {
    long sent = 0;
    channel.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_WRITE);
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (sent < most && selector.select(STUCK_MILLIS) > 0) {
        selector.selectedKeys().clear();
        sent += write(left, most);
        if (!left.hasRemaining()) {
          left.rewind();
        }
      }
    }
    channel.configureBlocking(true);
    return sent;
  }

  private long write(ByteBuffer bytes, long ended) {
    try {
      return channel.write(bytes);
    } catch (IOException e) {
      return ended;
    }
  }

  void readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) read());
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("refused: " + head);
    }
  }

  private int read() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the server closed the connection");
    }
    return b;
  }

  Received frame() throws IOException {
    int first = read();
    int code = read() & 0x7F;
    int size =
        code < 126
            ? code
            : code == 126
                ? ByteBuffer.wrap(in.readNBytes(2)).getShort() & 0xFFFF
                : (int) ByteBuffer.wrap(in.readNBytes(8)).getLong();
    byte[] payload = in.readNBytes(size);
    if (payload.length < size) {
      throw new EOFException("the server closed the connection");
    }
    return new Received(first & 0x0F, payload);
  }

  /** The code of the close frame that has come; 0 where there is none, -1 after a reset. */
  int closeCodeIfAny() {
    try {
      return in.available() < 4 ? 0 : frame().closeCode();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Reads to the end; the code of the close frame, 0 where there was none. */
  int lastCode() {
    int code = 0;
    try {
      while (code == 0) {
        code = frame().closeCode();
      }
    } catch (IOException e) {
      return code;
    }
    return code;
  }

  /** Reads until the server ends the connection. */
  void readToEnd() {
    try {
      in.skip(Long.MAX_VALUE);
    } catch (IOException e) {
      // a reset is an end, too
    }
  }

  void reset() throws IOException {
    if (channel.isOpen()) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.close();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
