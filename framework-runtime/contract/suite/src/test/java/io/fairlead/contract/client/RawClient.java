package io.fairlead.contract.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes it is told to, and reads what comes back. */
public final class RawClient implements Closeable {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private final Socket socket;
  private final String authority;
  private final InputStream in;

  private RawClient(Socket socket, String authority) throws IOException {
    this.socket = socket;
    this.authority = authority;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects to the server's port; waits where its queue of new connections is full. */
  public static RawClient connect(URI server) throws IOException {
    return connect(server, 0);
  }

  /**
   * Connects.
   *
   * @param receiveBuffer bytes that the kernel takes for us while we do not read; 0 for its own
   *     choice
   */
  public static RawClient connect(URI server, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MILLIS);
    return new RawClient(socket, server.getAuthority());
  }

  /** The request for an upgrade. */
  public byte[] handshake(String target, String... headers) {
    return request("GET", target, "13", headers);
  }

  /** The same with another method or version. */
  public byte[] request(String method, String target, String version, String... headers) {
    StringBuilder request =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\n")
            .append("Host: " + authority + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
            .append("Sec-WebSocket-Key: " + KEY + "\r\n")
            .append("Sec-WebSocket-Version: " + version + "\r\n");
    if (method.equals("POST")) {
      request.append("Content-Length: 0\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /** Sends bytes. */
  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends a text message. */
  public RawClient send(String text) throws IOException {
    return send(Frames.text(text));
  }

  /** Sends a handshake and expects the upgrade. */
  public RawClient open(String target, String... headers) throws IOException {
    send(handshake(target, headers));
    return upgraded(response());
  }

  /** Expects that this response is an upgrade as it ought to be. */
  public RawClient upgraded(Response response) throws IOException {
    if (response.status() != 101 || !response.header("Sec-WebSocket-Accept").equals(ACCEPT)) {
      close();
      throw new IOException("not upgraded: " + response);
    }
    return this;
  }

  /** Reads a response, with its body. */
  public Response response() throws IOException {
    String[] start = line().split(" ", 3);
    int status = Integer.parseInt(start[1]);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    Response head = new Response(status, headers, "");
    boolean none = status < 200 || status == 204 || status == 304;
    return none ? head : new Response(status, headers, new String(body(head), UTF_8));
  }

  private byte[] body(Response head) throws IOException {
    String length = head.header("Content-Length");
    if (!length.isEmpty()) {
      return bytes(Integer.parseInt(length));
    }
    if (!head.header("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
      return in.readAllBytes();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunk(); size > 0; size = chunk()) {
      body.writeBytes(bytes(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(); b != '\n'; b = read()) {
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
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

  /** Reads one frame. */
  public Received frame() throws IOException {
    int first = read();
    int second = read();
    int code = second & 0x7F;
    int size = code;
    if (code == 126) {
      size = ByteBuffer.wrap(bytes(2)).getShort() & 0xFFFF;
    } else if (code == 127) {
      size = Math.toIntExact(ByteBuffer.wrap(bytes(8)).getLong());
    }
    return new Received(first & 15, (first & 0x80) != 0, (second & 0x80) != 0, bytes(size));
  }

  /** The next whole message, or the close frame; answers pings and skips pongs on the way. */
  public Received message() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int opcode = 0;
    while (true) {
      Received frame = frame();
      if (frame.isClose()) {
        return frame;
      } else if (frame.opcode() == 9) {
        send(Frames.frame(0x8A, frame.payload()));
      } else if (frame.opcode() <= 2) {
        opcode = frame.opcode() == 0 ? opcode : frame.opcode();
        whole.writeBytes(frame.payload());
        if (frame.last()) {
          return new Received(opcode, true, frame.masked(), whole.toByteArray());
        }
      }
    }
  }

  /** The next message, which must be text. */
  public String text() throws IOException {
    Received message = message();
    if (message.opcode() != 1) {
      throw new AssertionError("expected text, and got " + message);
    }
    return message.text();
  }

  /** Whether the server has ended the connection, and nothing more came before. */
  public boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true; // a reset is an end too
    }
  }

  /** Closes in order: sends the frame, reads up to the answer, and hands that out. */
  public Received shake(int code, String reason) throws IOException {
    send(Frames.close(code, reason));
    Received answer = message();
    while (!answer.isClose()) {
      answer = message();
    }
    close();
    return answer;
  }

  /** Ends it by a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
