package io.fairlead.standalone.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What goes over the socket: the words of a request, each with a NUL behind it, up to the end of
 * that direction; then the exit code as one byte and the lines of the answer.
 */
final class Wire {

  private static final int MAX_BYTES = 1 << 20;

  private Wire() {}

  static void writeWords(WritableByteChannel channel, List<String> words) throws IOException {
    write(channel, (String.join("\0", words) + "\0").getBytes(StandardCharsets.UTF_8));
  }

  static List<String> readWords(ReadableByteChannel channel) throws IOException {
    String text = new String(readAll(channel), StandardCharsets.UTF_8);
    if (!text.endsWith("\0")) {
      throw new EOFException("the request ends too early");
    }
    return List.of(text.substring(0, text.length() - 1).split("\0", -1));
  }

  static void writeAnswer(WritableByteChannel channel, Answer answer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(answer.exitCode());
    bytes.writeBytes(String.join("\n", answer.lines()).getBytes(StandardCharsets.UTF_8));
    write(channel, bytes.toByteArray());
  }

  static Answer readAnswer(ReadableByteChannel channel) throws IOException {
    byte[] bytes = readAll(channel);
    if (bytes.length == 0) {
      throw new EOFException("the server ended the conversation; see its log");
    }
    String text = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
    return new Answer(bytes[0], text.isEmpty() ? List.of() : text.lines().toList());
  }

  private static void write(WritableByteChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static byte[] readAll(ReadableByteChannel channel) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (channel.read(buffer) >= 0) {
      bytes.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (bytes.size() > MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes came");
      }
    }
    return bytes.toByteArray();
  }
}
