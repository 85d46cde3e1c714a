package io.fairlead.standalone.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that sends exactly the bytes it is told to, and reads what comes back. */
final class RawClient implements Closeable {

  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  /** A response of HTTP; the body by its length, or until the end. */
  record Response(int status, Map<String, List<String>> headers, byte[] body) {
    @Nullable String header(String name) {
      List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
      return values == null ? null : String.join(", ", values);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** A frame from the server. */
  record Received(int opcode, boolean fin, boolean rsv1, boolean masked, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  final Socket socket;
  private final InputStream in;

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static RawClient connect(int port) throws IOException {
    return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  static String handshake(String path, String... headers) {
    StringBuilder request =
        new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            .append("Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n")
            .append("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] text(String text) {
    return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] close(int code) {
    return frame(0x88, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  static byte[] frame(int first, byte[] payload) {
    int size = payload.length;
    ByteBuffer frame = ByteBuffer.allocate(14 + size).put((byte) first);
    if (size < 126) {
      frame.put((byte) (0x80 | size));
    } else if (size < 65_536) {
      frame.put((byte) 0xFE).putShort((short) size);
    } else {
      frame.put((byte) 0xFF).putLong(size);
    }
    byte[] mask = {0x12, 0x34, 0x56, 0x78};
    frame.put(mask);
    for (int i = 0; i < size; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  RawClient send(String text) throws IOException {
    return send(latin(text));
  }

  /** Every byte in a packet of its own, as far as the kernel plays along. */
  RawClient sendChopped(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      send(new byte[] {b});
    }
    return this;
  }

  RawClient open(String path, String... headers) throws IOException {
    Response response = send(handshake(path, headers)).response();
    if (response.status() != 101) {
      throw new IOException("got " + response.status() + " " + response.text());
    }
    return this;
  }

  Response response() throws IOException {
    return response(false);
  }

  Response response(boolean bodyless) throws IOException {
    String[] start = line().split(" ", 3);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(start[1]);
    List<String> length = headers.get("content-length");
    boolean none = bodyless || status < 200 || status == 204 || status == 304;
    byte[] body =
        none
            ? new byte[0]
            : length == null ? in.readAllBytes() : bytes(Integer.parseInt(length.get(0)));
    return new Response(status, headers, body);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(); b != '\n'; b = read()) {
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private int read() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the server closed the connection");
    }
    return b;
  }

  private byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the server closed the connection");
    }
    return bytes;
  }

  Received frame() throws IOException {
    int first = read();
    int second = read();
    int code = second & 0x7F;
    int size =
        code < 126
            ? code
            : code == 126
                ? ByteBuffer.wrap(bytes(2)).getShort() & 0xFFFF
                : (int) ByteBuffer.wrap(bytes(8)).getLong();
    return new Received(
        first & 0x0F, (first & 0x80) != 0, (first & 0x40) != 0, (second & 0x80) != 0, bytes(size));
  }

  /** Whether the server has ended the connection, in order, and nothing more came before. */
  boolean ended() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Ends it by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
