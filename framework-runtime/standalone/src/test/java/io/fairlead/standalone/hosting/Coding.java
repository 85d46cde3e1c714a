package io.fairlead.standalone.hosting;

import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import jakarta.websocket.EncodeException;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Objects with encoders and decoders of every kind. */
public final class Coding {

  private Coding() {}

  public record Word(String value) {}

  public record Number(int value) {}

  /** What both coders' lives leave in the journal. */
  abstract static class Noted {
    public void init(EndpointConfig config) {
      Journal.add("init " + getClass().getSimpleName());
    }

    public void destroy() {
      Journal.add("destroy " + getClass().getSimpleName());
    }
  }

  /** Common to the decoders of words, to put the type argument some way up. */
  abstract static class TextDecoder<A, B> extends Noted implements Decoder.Text<B> {}

  public static final class WordText extends TextDecoder<Integer, Word> {
    @Override
    public Word decode(String s) throws DecodeException {
      if (s.equals("bad")) {
        throw new DecodeException(s, "on purpose");
      }
      return new Word(s);
    }

    @Override
    public boolean willDecode(String s) {
      return !s.startsWith("#");
    }
  }

  /** Takes only what starts with a hash. */
  public static final class HashText extends Noted implements Decoder.Text<Word> {
    @Override
    public Word decode(String s) {
      return new Word("hash " + s.substring(1));
    }

    @Override
    public boolean willDecode(String s) {
      return s.startsWith("#");
    }
  }

  public static final class WordTextStream extends Noted implements Decoder.TextStream<Word> {
    @Override
    public Word decode(Reader reader) throws IOException {
      return new Word("stream " + read(reader));
    }
  }

  public static final class WordBinary extends Noted implements Decoder.Binary<Word> {
    @Override
    public Word decode(ByteBuffer bytes) {
      return new Word("binary " + StandardCharsets.UTF_8.decode(bytes));
    }

    @Override
    public boolean willDecode(ByteBuffer bytes) {
      return bytes.get(bytes.position()) != 0;
    }
  }

  public static final class WordBinaryStream extends Noted implements Decoder.BinaryStream<Word> {
    @Override
    public Word decode(InputStream stream) throws IOException {
      return new Word("stream " + new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  public static final class ShoutText extends Noted implements Decoder.Text<String> {
    @Override
    public String decode(String s) {
      return s.toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public boolean willDecode(String s) {
      return true;
    }
  }

  public static final class ToText extends Noted implements Encoder.Text<Word> {
    @Override
    public String encode(Word word) throws EncodeException {
      if (word.value().equals("unspeakable")) {
        throw new EncodeException(word, "on purpose");
      }
      return "<" + word.value() + ">";
    }
  }

  public static final class ToTextStream extends Noted implements Encoder.TextStream<Word> {
    @Override
    public void encode(Word word, Writer writer) throws IOException {
      writer.write("<<" + word.value());
      writer.write(">>");
    }
  }

  public static final class ToBinary extends Noted implements Encoder.Binary<Word> {
    @Override
    public ByteBuffer encode(Word word) {
      return ByteBuffer.wrap(word.value().getBytes(StandardCharsets.UTF_8));
    }
  }

  public static final class ToBinaryStream extends Noted implements Encoder.BinaryStream<Word> {
    @Override
    public void encode(Word word, OutputStream stream) throws IOException {
      stream.write(7);
      stream.write(word.value().getBytes(StandardCharsets.UTF_8));
    }
  }

  public static final class IntegerToText extends Noted implements Encoder.Text<Integer> {
    @Override
    public String encode(Integer number) {
      return "number " + number;
    }
  }

  static String read(Reader reader) throws IOException {
    StringBuilder all = new StringBuilder();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      all.append((char) c);
    }
    return all.toString();
  }
}
