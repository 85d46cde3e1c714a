package io.fairlead.contract.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.ByteBuffer;

/** Encoders and decoders of every kind for {@link Word}. */
public final class Coders {

  private Coders() {}

  /** Until WebSocket 2.1 these had no default. */
  abstract static class Lifeless {
    public void init(EndpointConfig config) {}

    public void destroy() {}
  }

  /** From text. */
  public static final class FromText extends Lifeless implements Decoder.Text<Word> {
    @Override
    public Word decode(String text) {
      return new Word("text " + text);
    }

    @Override
    public boolean willDecode(String text) {
      return true;
    }
  }

  /** From a reader. */
  public static final class FromReader extends Lifeless implements Decoder.TextStream<Word> {
    @Override
    public Word decode(Reader reader) throws IOException {
      return new Word("reader " + all(reader));
    }
  }

  /** From bytes. */
  public static final class FromBytes extends Lifeless implements Decoder.Binary<Word> {
    @Override
    public Word decode(ByteBuffer bytes) {
      return new Word("bytes " + UTF_8.decode(bytes));
    }

    @Override
    public boolean willDecode(ByteBuffer bytes) {
      return true;
    }
  }

  /** From a stream. */
  public static final class FromStream extends Lifeless implements Decoder.BinaryStream<Word> {
    @Override
    public Word decode(InputStream stream) throws IOException {
      return new Word("stream " + new String(stream.readAllBytes(), UTF_8));
    }
  }

  /** To text. */
  public static final class ToText extends Lifeless implements Encoder.Text<Word> {
    @Override
    public String encode(Word word) {
      return "text " + word.value();
    }
  }

  /** To a writer. */
  public static final class ToWriter extends Lifeless implements Encoder.TextStream<Word> {
    @Override
    public void encode(Word word, Writer writer) throws IOException {
      writer.write("writer ");
      writer.write(word.value());
    }
  }

  /** To bytes. */
  public static final class ToBytes extends Lifeless implements Encoder.Binary<Word> {
    @Override
    public ByteBuffer encode(Word word) {
      return ByteBuffer.wrap(("bytes " + word.value()).getBytes(UTF_8));
    }
  }

  /** To a stream. */
  public static final class ToStream extends Lifeless implements Encoder.BinaryStream<Word> {
    @Override
    public void encode(Word word, OutputStream stream) throws IOException {
      stream.write(("stream " + word.value()).getBytes(UTF_8));
    }
  }

  static String all(Reader reader) throws IOException {
    StringWriter all = new StringWriter();
    reader.transferTo(all);
    return all.toString();
  }
}
