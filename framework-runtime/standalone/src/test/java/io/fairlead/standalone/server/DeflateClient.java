package io.fairlead.standalone.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** A client that agreed on permessage-deflate, on the JDK's zlib and bytes put together by hand. */
final class DeflateClient implements Closeable {

  final RawClient raw;
  final @Nullable String answer;
  private final Deflater deflater = new Deflater(6, true);
  private final Inflater inflater = new Inflater(true);
  private final boolean clientTakeover;
  private final boolean serverTakeover;

  private DeflateClient(RawClient raw, @Nullable String answer) {
    this.raw = raw;
    this.answer = answer;
    List<String> words = answer == null ? List.of() : List.of(answer.split("; "));
    clientTakeover = !words.contains("client_no_context_takeover");
    serverTakeover = !words.contains("server_no_context_takeover");
  }

  static DeflateClient open(int port, String path, String... offers) throws IOException {
    RawClient raw = RawClient.connect(port);
    String[] headers =
        Arrays.stream(offers)
            .map(offer -> "Sec-WebSocket-Extensions: " + offer)
            .toArray(String[]::new);
    RawClient.Response response = raw.send(RawClient.handshake(path, headers)).response();
    if (response.status() != 101) {
      raw.close();
      throw new IOException("got " + response.status());
    }
    return new DeflateClient(raw, response.header("Sec-WebSocket-Extensions"));
  }

  /** A whole text message, compressed. */
  DeflateClient text(String text) throws IOException {
    raw.send(RawClient.frame(0xC1, packed(text.getBytes(UTF_8))));
    return this;
  }

  byte[] packed(byte[] message) {
    if (!clientTakeover) {
      deflater.reset();
    }
    deflater.setInput(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    int made;
    do {
      made = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
      out.write(chunk, 0, made);
    } while (made == chunk.length);
    // a flush after a flush with nothing in between says nothing
    return out.size() < 4 ? new byte[] {0} : Arrays.copyOf(out.toByteArray(), out.size() - 4);
  }

  /** The next message, read frame by frame; control frames must not come. */
  Message next() throws Exception {
    RawClient.Received frame = raw.frame();
    boolean packed = frame.rsv1();
    int opcode = frame.opcode();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(frame.payload());
    int frames = 1;
    while (!frame.fin()) {
      frame = raw.frame();
      if (frame.opcode() != 0 || frame.rsv1()) {
        throw new IOException("a fragment with " + frame);
      }
      wire.writeBytes(frame.payload());
      frames++;
    }
    byte[] bytes = packed ? unpacked(wire.toByteArray()) : wire.toByteArray();
    return new Message(opcode, packed, frames, wire.size(), bytes);
  }

  /**
   * A message.
   *
   * @param wireBytes payload bytes on the wire
   */
  record Message(int opcode, boolean packed, int frames, int wireBytes, byte[] bytes) {
    String text() {
      return new String(bytes, UTF_8);
    }
  }

  private byte[] unpacked(byte[] payload) throws DataFormatException {
    if (!serverTakeover) {
      inflater.reset();
    }
    byte[] all = Arrays.copyOf(payload, payload.length + 4);
    all[payload.length + 2] = (byte) 0xFF;
    all[payload.length + 3] = (byte) 0xFF;
    inflater.setInput(all);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    int made;
    while ((made = inflater.inflate(chunk)) > 0) {
      out.write(chunk, 0, made);
    }
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    raw.close();
    deflater.end();
    inflater.end();
  }
}
