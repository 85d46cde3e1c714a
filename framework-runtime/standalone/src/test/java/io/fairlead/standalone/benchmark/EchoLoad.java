package io.fairlead.standalone.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps messages in flight on many connections from one thread, and checks what comes back. */
final class EchoLoad implements AutoCloseable {

  private static final int PAYLOAD = 128;
  private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private final Selector selector = Selector.open();
  private final byte[] request;
  private final byte[] expected;
  private long received;

  private static final class Link {
    final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
    final ByteBuffer out = ByteBuffer.allocate(64 * 1024).flip();
    final SocketChannel channel;

    Link(SocketChannel channel) {
      this.channel = channel;
    }
  }

  EchoLoad(int port, String path, String token, int connections, int inFlight) throws IOException {
    byte[] payload = new byte[PAYLOAD];
    Arrays.fill(payload, (byte) 'x');
    request = new byte[8 + PAYLOAD];
    request[0] = (byte) 0x81;
    request[1] = (byte) (0x80 | 126);
    request[2] = (byte) (PAYLOAD >> 8);
    request[3] = (byte) PAYLOAD;
    System.arraycopy(KEY, 0, request, 4, 4);
    for (int i = 0; i < PAYLOAD; i++) {
      request[8 + i] = (byte) (payload[i] ^ KEY[i & 3]);
    }
    expected = new byte[4 + PAYLOAD];
    expected[0] = (byte) 0x81;
    expected[1] = 126;
    expected[2] = (byte) (PAYLOAD >> 8);
    expected[3] = (byte) PAYLOAD;
    System.arraycopy(payload, 0, expected, 4, PAYLOAD);
    for (int i = 0; i < connections; i++) {
      connect(port, path, token, inFlight);
    }
  }

  private void connect(int port, String path, String token, int inFlight) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    Socket socket = channel.socket();
    socket.setTcpNoDelay(true);
    OutputStream out = socket.getOutputStream();
    out.write(
        ("GET "
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no handshake: " + head);
      }
      head.append((char) b);
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("refused: " + head);
    }
    channel.configureBlocking(false);
    Link link = new Link(channel);
    channel.register(selector, SelectionKey.OP_READ, link);
    send(link, inFlight);
  }

  /** Runs for some time; says how many messages came back. */
  long run(long nanos) throws IOException {
    long before = received;
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      selector.select(100);
      for (SelectionKey key : selector.selectedKeys()) {
        Link link = (Link) key.attachment();
        if (key.isReadable()) {
          read(link);
        }
        flush(key, link);
      }
      selector.selectedKeys().clear();
    }
    return received - before;
  }

  private void read(Link link) throws IOException {
    if (link.channel.read(link.in) < 0) {
      throw new IOException("the server closed a connection");
    }
    link.in.flip();
    int whole = link.in.remaining() / expected.length;
    for (int i = 0; i < whole; i++) {
      int at = link.in.position();
      if (!Arrays.equals(link.in.array(), at, at + expected.length, expected, 0, expected.length)) {
        throw new IOException("a wrong echo");
      }
      link.in.position(at + expected.length);
    }
    link.in.compact();
    received += whole;
    send(link, whole);
  }

  private void send(Link link, int messages) {
    link.out.compact();
    for (int i = 0; i < messages; i++) {
      link.out.put(request);
    }
    link.out.flip();
  }

  private static void flush(SelectionKey key, Link link) throws IOException {
    if (link.out.hasRemaining()) {
      link.channel.write(link.out);
    }
    key.interestOps(
        link.out.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  /** Sends what waits: needed once before the first select. */
  void prime() throws IOException {
    for (SelectionKey key : selector.keys()) {
      flush(key, (Link) key.attachment());
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
