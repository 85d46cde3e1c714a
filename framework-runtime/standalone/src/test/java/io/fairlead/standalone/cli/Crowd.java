package io.fairlead.standalone.cli;

import io.fairlead.standalone.support.FrameReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Many clients on one thread, from several addresses. They read nothing until they are told to. */
final class Crowd implements AutoCloseable {

  private static final byte[] MASK = {1, 2, 3, 4};

  final List<Member> members = new ArrayList<>();
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);

  Crowd() throws IOException {}

  /** One client, and what it has got. */
  static final class Member extends FrameReader {
    final SocketChannel channel;
    final List<String> heads = new ArrayList<>();
    int closeCode;
    String closeReason = "";
    boolean ended;
    boolean reset;

    Member(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    protected void frame(int opcode, ByteBuffer head) throws IOException {
      if (opcode == 1) {
        String text = StandardCharsets.UTF_8.decode(head).toString();
        heads.add(text.substring(0, text.indexOf(':')));
      } else if (opcode == 8) {
        closeCode = head.getShort() & 0xFFFF;
        closeReason = StandardCharsets.UTF_8.decode(head).toString();
        channel.write(
            Crowd.frame(8, ByteBuffer.allocate(2).putShort(0, (short) closeCode).array()));
      }
    }
  }

  private static ByteBuffer frame(int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
    frame.put((byte) (0x80 | opcode)).put((byte) (0x80 | payload.length)).put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i & 3]));
    }
    return frame.flip();
  }

  /** Opens one more. */
  Member join(int port) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 8 * 1024);
    byte[] from = {127, 0, 0, (byte) (2 + members.size() % 5)};
    channel.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request =
        "GET /backlog HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
    Member member = new Member(channel);
    StringBuilder response = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (!response.toString().endsWith("\r\n\r\n")) {
      one.clear();
      if (channel.read(one) < 0) {
        throw new IOException("refused: " + response);
      }
      response.append((char) one.get(0));
    }
    if (!response.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("refused: " + response);
    }
    channel.configureBlocking(false);
    members.add(member);
    return member;
  }

  /** All but the first few read, and send as they do, until each has seen its end. */
  void readAllBut(int stuck, long millis) throws IOException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    List<Member> readers = members.subList(stuck, members.size());
    for (Member member : readers) {
      member.channel.register(selector, SelectionKey.OP_READ, member);
    }
    int open = readers.size();
    while (open > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(open + " clients have not seen their end");
      }
      selector.select(1_000);
      for (SelectionKey key : selector.selectedKeys()) {
        Member member = (Member) key.attachment();
        read(member);
        if (member.ended) {
          key.cancel();
          member.channel.close();
          open--;
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private void read(Member member) {
    try {
      buffer.clear();
      if (member.channel.read(buffer) < 0) {
        member.ended = true;
        return;
      }
      member.take(buffer.flip());
    } catch (IOException e) {
      member.ended = true;
      member.reset = true;
    }
  }

  /** Sends a message; false where the kernel takes no more. */
  static boolean ask(Member member, String text) throws IOException {
    ByteBuffer frame = frame(1, text.getBytes(StandardCharsets.UTF_8));
    return member.channel.write(frame) > 0 && !frame.hasRemaining();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (Member member : members) {
      member.channel.close();
    }
  }
}
