package io.fairlead.standalone.hosting;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnMessage;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** Every form in which a message can be taken. */
public final class MessageForms {

  private static final String LONG = "ä€😀x".repeat(5_000);

  private MessageForms() {}

  @ServerEndpoint("/text")
  public static class Text extends Base {
    @OnMessage
    public void take(String message, Session session) throws IOException {
      Journal.add(message);
      session.getBasicRemote().sendText("got " + message);
    }
  }

  @ServerEndpoint("/parts")
  public static class TextParts extends Base {
    private final StringBuilder all = new StringBuilder();

    @OnMessage
    public void take(Session session, boolean last, String part) throws IOException {
      all.append(part);
      if (last) {
        Journal.add("whole " + all);
        session.getBasicRemote().sendText("got " + all);
        all.setLength(0);
      }
    }
  }

  @ServerEndpoint("/parts")
  public static class TextPartsBoxed extends Base {
    @OnMessage
    public String take(String part, Boolean last) {
      Journal.add("part " + part + " " + last);
      return last ? "end" : null;
    }
  }

  @ServerEndpoint("/int")
  public static class Int extends Base {
    @OnMessage
    public int take(int number) {
      Journal.add("int " + number);
      return number + 1;
    }
  }

  @ServerEndpoint("/integer")
  public static class Boxed extends Base {
    @OnMessage
    public Integer take(Integer number) {
      Journal.add("integer " + number);
      return number + 1;
    }
  }

  @ServerEndpoint("/p")
  public static class Bool extends Base {
    @OnMessage
    public boolean take(boolean value) {
      Journal.add("boolean " + value);
      return !value;
    }
  }

  @ServerEndpoint("/p")
  public static class Char extends Base {
    @OnMessage
    public char take(char value) {
      Journal.add("char " + value);
      return value;
    }
  }

  @ServerEndpoint("/p")
  public static class Byte extends Base {
    @OnMessage
    public byte take(byte value) {
      Journal.add("byte " + value);
      return value;
    }
  }

  @ServerEndpoint("/p")
  public static class Short extends Base {
    @OnMessage
    public java.lang.Short take(java.lang.Short value) {
      Journal.add("short " + value);
      return value;
    }
  }

  @ServerEndpoint("/p")
  public static class Long extends Base {
    @OnMessage
    public long take(long value) {
      Journal.add("long " + value);
      return value;
    }
  }

  @ServerEndpoint("/p")
  public static class Float extends Base {
    @OnMessage
    public float take(float value) {
      Journal.add("float " + value);
      return value;
    }
  }

  @ServerEndpoint("/p")
  public static class Double extends Base {
    @OnMessage
    public java.lang.Double take(java.lang.Double value) {
      Journal.add("double " + value);
      return value;
    }
  }

  @ServerEndpoint("/reader")
  public static class FromReader extends Base {
    @OnMessage
    public String take(Reader reader) throws IOException {
      String all = Coding.read(reader);
      Journal.add("read " + all);
      return all;
    }
  }

  @ServerEndpoint("/bytes")
  public static class Bytes extends Base {
    @OnMessage
    public byte[] take(byte[] message) {
      Journal.add("bytes " + HexFormat.of().formatHex(message));
      return message;
    }
  }

  @ServerEndpoint("/buffer")
  public static class Buffer extends Base {
    @OnMessage
    public ByteBuffer take(ByteBuffer message) {
      Journal.add("buffer " + new String(message.array(), UTF_8) + " " + message);
      return message;
    }
  }

  @ServerEndpoint("/parts")
  public static class BufferParts extends Base {
    @OnMessage
    public ByteBuffer take(ByteBuffer part, boolean last, Session session) {
      Journal.add("part " + Peer.hex(part.duplicate()) + " " + last);
      return last ? part : null;
    }
  }

  @ServerEndpoint("/parts")
  public static class BytesParts extends Base {
    @OnMessage
    public void take(boolean last, byte[] part) {
      Journal.add("part " + HexFormat.of().formatHex(part) + " " + last);
    }
  }

  @ServerEndpoint("/stream")
  public static class FromStream extends Base {
    @OnMessage
    public String take(InputStream stream) throws IOException {
      String all = new String(stream.readAllBytes(), UTF_8);
      Journal.add("read " + all);
      return all;
    }
  }

  @ServerEndpoint("/all/{room}")
  public static class All extends Base {
    @OnMessage
    public String text(@PathParam("room") String room, String text, EndpointConfig config) {
      Journal.add("text " + text + " in " + room);
      return text;
    }

    @OnMessage
    public void binary(Session session, byte[] bytes, @PathParam("room") String room)
        throws IOException {
      Journal.add("binary " + bytes.length + " in " + room);
      session.getBasicRemote().sendBinary(ByteBuffer.wrap(bytes));
    }

    @OnMessage
    public void pong(PongMessage pong, Session session, @PathParam("room") String room)
        throws IOException {
      String data = UTF_8.decode(pong.getApplicationData()).toString();
      Journal.add("pong " + data + " in " + room);
      session.getBasicRemote().sendText("pong " + data);
    }
  }

  @ServerEndpoint(
      value = "/words",
      decoders = {Coding.HashText.class, Coding.WordText.class})
  public static class Words extends Base {
    @OnMessage
    public String take(Coding.Word word) {
      Journal.add("word " + word.value());
      return word.value();
    }
  }

  @ServerEndpoint(value = "/words", decoders = Coding.WordTextStream.class)
  public static class WordsFromText extends Words {}

  @ServerEndpoint(value = "/words", decoders = Coding.WordBinary.class)
  public static class WordsFromBinary extends Words {}

  @ServerEndpoint(value = "/words", decoders = Coding.WordBinaryStream.class)
  public static class WordsFromStream extends Words {}

  @ServerEndpoint(
      value = "/words",
      decoders = {Coding.WordBinary.class, Coding.WordText.class})
  public static class WordsFromBoth extends Words {}

  @ServerEndpoint(value = "/words", decoders = Coding.WordText.class)
  public static class Objects extends Base {
    @OnMessage
    public String take(Record anything) {
      Journal.add("record " + anything);
      return anything.toString();
    }
  }

  @ServerEndpoint(value = "/shout", decoders = Coding.ShoutText.class)
  public static class DecodedString extends Base {
    @OnMessage
    public String take(String text) {
      Journal.add(text);
      return text;
    }
  }

  @ServerEndpoint(value = "/hash", decoders = Coding.HashText.class)
  public static class OnlyHashes extends Base {
    @OnMessage
    public String take(Coding.Word word) {
      Journal.add("word " + word.value());
      return word.value();
    }
  }

  @ServerEndpoint("/static")
  public static class Static extends Base {
    @OnMessage
    public static String take(String text) {
      Journal.add(text);
      return text;
    }
  }

  /** Methods from above: kept, replaced with an annotation, and replaced without one. */
  public abstract static class Above extends Base {
    @OnMessage
    public String kept(String text) {
      return "kept " + text;
    }

    @OnMessage
    public String binary(byte[] bytes) {
      return "above " + bytes.length;
    }

    @OnMessage
    public void pong(PongMessage pong) {
      Journal.add("pong seen by the class above");
    }
  }

  @ServerEndpoint("/below")
  public static class Below extends Above {
    @Override
    @OnMessage
    public String binary(byte[] bytes) {
      return "below " + bytes.length;
    }

    @Override
    public void pong(PongMessage pong) {
      Journal.add("pong seen by the override");
    }
  }

  /** A type parameter above makes a bridge method below. */
  public abstract static class Generic<T> extends Base {
    public abstract String take(T message);
  }

  @ServerEndpoint("/bridge")
  public static class Bridged extends Generic<String> {
    @Override
    @OnMessage
    public String take(String message) {
      Journal.add("bridged " + message);
      return message;
    }
  }

  @ServerEndpoint("/small")
  public static class Small extends Base {
    @OnMessage(maxMessageSize = 5)
    public String take(String text, Session session) {
      Journal.add("small " + text);
      return text;
    }
  }

  @ServerEndpoint("/small")
  public static class SmallBinary extends Base {
    @OnMessage(maxMessageSize = 5)
    public byte[] take(byte[] bytes) {
      Journal.add("small " + bytes.length);
      return bytes;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.of("text", Text.class, "/text", MessageForms::twoTexts),
        Scenario.of(
            "text in fragments, taken whole",
            Text.class,
            "/text",
            p -> {
              p.text("a", false);
              p.text("ä", false);
              p.text("c", true);
              p.await(1);
            }),
        Scenario.of("text in parts", TextParts.class, "/parts", MessageForms::fragments),
        Scenario.of(
            "text in parts with a boxed flag",
            TextPartsBoxed.class,
            "/parts",
            MessageForms::twoFragments),
        Scenario.of("int", Int.class, "/int", p -> exchange(p, "41")),
        Scenario.of("int that is none", Int.class, "/int", p -> badThen(p, "x", "1")),
        Scenario.of("Integer", Boxed.class, "/integer", p -> exchange(p, "-1")),
        Scenario.of("boolean", Bool.class, "/p", p -> exchange(p, "TRUE")),
        Scenario.of("char", Char.class, "/p", p -> exchange(p, "xyz")),
        Scenario.of("empty char", Char.class, "/p", p -> badThen(p, "", "q")),
        Scenario.of("byte", Byte.class, "/p", p -> exchange(p, "127")),
        Scenario.of("byte too large", Byte.class, "/p", p -> badThen(p, "128", "1")),
        Scenario.of("short", Short.class, "/p", p -> exchange(p, "-3")),
        Scenario.of("long", Long.class, "/p", p -> exchange(p, "9000000000")),
        Scenario.of("float", Float.class, "/p", p -> exchange(p, "1.5")),
        Scenario.of("double", Double.class, "/p", p -> exchange(p, "1e300")),
        Scenario.of("reader", FromReader.class, "/reader", MessageForms::twoTexts),
        Scenario.of("long text", FromReader.class, "/reader", p -> exchange(p, LONG)),
        Scenario.of("byte array", Bytes.class, "/bytes", p -> exchange(p, bytes("abc"))),
        Scenario.of("byte buffer", Buffer.class, "/buffer", p -> exchange(p, bytes("abc"))),
        Scenario.of("empty byte array", Bytes.class, "/bytes", p -> exchange(p, new byte[0])),
        Scenario.of(
            "long binary",
            Bytes.class,
            "/bytes",
            p -> {
              p.binary(new byte[300_000]);
              p.await(1);
            }),
        Scenario.of("buffer in parts", BufferParts.class, "/parts", MessageForms::binaryFragments),
        Scenario.of(
            "whole binary to a method for parts",
            BufferParts.class,
            "/parts",
            p -> exchange(p, bytes("whole"))),
        Scenario.of(
            "byte array in parts",
            BytesParts.class,
            "/parts",
            p -> {
              p.binary(bytes("ab"), false);
              p.binary(bytes("c"), true);
              Journal.await(2);
            }),
        Scenario.of("input stream", FromStream.class, "/stream", p -> exchange(p, bytes("in"))),
        Scenario.of(
            "text, binary and pong in one class",
            All.class,
            "/all/a%20b",
            p -> {
              p.text("t");
              p.binary(bytes("bin"));
              p.pong(bytes("unasked"));
              p.await(3);
            }),
        Scenario.of(
            "a ping is answered",
            Text.class,
            "/text",
            p -> {
              p.ping(bytes("hi"));
              p.await(1);
            }),
        Scenario.of(
            "decoders in their order",
            Words.class,
            "/words",
            p -> {
              p.text("#one");
              p.text("two");
              p.await(2);
            }),
        Scenario.of("decoder that fails", Words.class, "/words", p -> badThen(p, "bad", "good")),
        Scenario.of("text stream decoder", WordsFromText.class, "/words", MessageForms::twoTexts),
        Scenario.of(
            "binary decoder", WordsFromBinary.class, "/words", p -> exchange(p, bytes("xyz"))),
        Scenario.of(
            "binary stream decoder",
            WordsFromStream.class,
            "/words",
            p -> exchange(p, bytes("xyz"))),
        Scenario.of(
            "one method for text and binary",
            WordsFromBoth.class,
            "/words",
            p -> {
              p.text("t");
              p.await(1);
              p.binary(bytes("b"));
              p.await(2);
            }),
        Scenario.of("decoded to a supertype", Objects.class, "/words", p -> exchange(p, "x")),
        Scenario.of("decoder for String", DecodedString.class, "/shout", p -> exchange(p, "abc")),
        Scenario.of(
                "no decoder is willing", OnlyHashes.class, "/hash", p -> badThen(p, "plain", "#x"))
            .differs(
                "a message that no decoder takes is an error, not silence",
                List.of(
                    "failed DecodeException",
                    "word hash x",
                    "closed 1000",
                    "destroy HashText",
                    "init HashText"),
                List.of("text:hash x", "close:1000:bye")),
        Scenario.of("static method", Static.class, "/static", p -> exchange(p, "s")),
        Scenario.of(
            "methods from above",
            Below.class,
            "/below",
            p -> {
              p.pong(bytes("p"));
              p.text("t");
              p.binary(bytes("b"));
              p.await(2);
            }),
        Scenario.of("bridge methods", Bridged.class, "/bridge", p -> exchange(p, "b")),
        Scenario.of(
            "no method for binary",
            Text.class,
            "/text",
            p -> {
              p.binary(bytes("b"));
              p.text("still here");
              p.await(1);
            }),
        Scenario.of("maxMessageSize kept", Small.class, "/small", p -> exchange(p, "12345")),
        Scenario.of("maxMessageSize passed", Small.class, "/small", p -> tooBig(p, "123456"))
            .differs(
                "the failure has another class",
                List.of("failed LimitException", "closed 1009"),
                List.of("close:1009:a message of 6 bytes is longer than 5")),
        Scenario.of("maxMessageSize counts bytes", Small.class, "/small", p -> tooBig(p, "äää"))
            .differs(
                "the failure has another class",
                List.of("failed LimitException", "closed 1009"),
                List.of("close:1009:a message of 6 bytes is longer than 5")),
        Scenario.of(
                "maxMessageSize of binary",
                SmallBinary.class,
                "/small",
                p -> {
                  p.binary(new byte[6]);
                  p.await(1);
                })
            .differs(
                "the failure has another class",
                List.of("failed LimitException", "closed 1009"),
                List.of("close:1009:a message of 6 bytes is longer than 5")));
  }

  private static void twoTexts(Peer p) {
    p.text("one");
    p.text("zwei ä€😀");
    p.await(2);
  }

  private static void fragments(Peer p) {
    p.text("one", true);
    p.text("t", false);
    p.text("", false);
    p.text("wo", true);
    p.await(2);
  }

  private static void twoFragments(Peer p) {
    p.text("a", false);
    p.text("b", true);
    p.await(1);
  }

  private static void binaryFragments(Peer p) {
    p.binary(bytes("ab"), false);
    p.binary(bytes("c"), false);
    p.binary(bytes("d"), true);
    p.await(1);
  }

  private static void exchange(Peer p, String message) {
    p.text(message);
    p.await(1);
  }

  private static void exchange(Peer p, byte[] message) {
    p.binary(message);
    p.await(1);
  }

  private static void badThen(Peer p, String bad, String good) {
    p.text(bad);
    p.text(good);
    p.await(1);
  }

  private static void tooBig(Peer p, String message) {
    p.text(message);
    p.await(1);
  }
}
