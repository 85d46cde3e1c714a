package io.fairlead.standalone.hosting;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.websocket.EncodeException;
import jakarta.websocket.OnMessage;
import jakarta.websocket.PongMessage;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Everything that goes out: returned values and the remotes. */
public final class Answers {

  private Answers() {}

  @ServerEndpoint(value = "/words", encoders = Coding.ToText.class)
  public static class ReturnsText extends Base {
    @OnMessage
    public Coding.Word take(String text) {
      return text.equals("null") ? null : new Coding.Word(text);
    }
  }

  @ServerEndpoint(value = "/words", encoders = Coding.ToTextStream.class)
  public static class ReturnsTextStream extends ReturnsText {}

  @ServerEndpoint(value = "/words", encoders = Coding.ToBinary.class)
  public static class ReturnsBinary extends ReturnsText {}

  @ServerEndpoint(value = "/words", encoders = Coding.ToBinaryStream.class)
  public static class ReturnsBinaryStream extends ReturnsText {}

  @ServerEndpoint(value = "/numbers", encoders = Coding.IntegerToText.class)
  public static class ReturnsEncodedNumber extends Base {
    @OnMessage
    public Integer take(int number) {
      return number;
    }
  }

  @ServerEndpoint(value = "/numbers", encoders = Coding.IntegerToText.class)
  public static class ReturnsEncodedPrimitive extends Base {
    @OnMessage
    public int take(int number) {
      return number;
    }
  }

  @ServerEndpoint("/objects")
  public static class SendsObjects extends Base {
    @OnMessage
    public void take(String text, Session session) throws IOException, EncodeException {
      RemoteEndpoint.Basic remote = session.getBasicRemote();
      remote.sendObject(1);
      remote.sendObject('c');
      remote.sendObject(true);
      remote.sendObject(2.5);
      remote.sendObject(text);
      remote.sendObject(new byte[] {1, 2});
      remote.sendObject(ByteBuffer.wrap(new byte[] {3, 4}));
    }
  }

  @ServerEndpoint("/objects")
  public static class SendsUnknownObject extends Base {
    @OnMessage
    public void take(String text, Session session) throws IOException, EncodeException {
      try {
        session.getBasicRemote().sendObject(new StringBuilder(text));
      } finally {
        Journal.add("tried");
      }
    }
  }

  @ServerEndpoint("/parts")
  public static class SendsParts extends Base {
    @OnMessage
    public void take(String text, Session session) throws IOException {
      RemoteEndpoint.Basic remote = session.getBasicRemote();
      remote.sendText("a", false);
      remote.sendText("b", false);
      remote.sendText("c", true);
      remote.sendText("whole", true);
      remote.sendBinary(ByteBuffer.wrap(new byte[] {1}), false);
      remote.sendBinary(ByteBuffer.wrap(new byte[] {2}), true);
    }
  }

  @ServerEndpoint("/streams")
  public static class SendsStreams extends Base {
    @OnMessage
    public void take(String text, Session session) throws IOException {
      try (Writer writer = session.getBasicRemote().getSendWriter()) {
        writer.write(text);
        writer.flush();
        writer.write("ä€".repeat(6_000));
      }
      try (OutputStream stream = session.getBasicRemote().getSendStream()) {
        stream.write(1);
        stream.write(new byte[20_000]);
      }
      session.getBasicRemote().sendText("end");
    }
  }

  @ServerEndpoint("/async")
  public static class SendsAsync extends Base {
    @OnMessage
    public void take(String text, Session session) throws Exception {
      RemoteEndpoint.Async remote = session.getAsyncRemote();
      remote.sendText("future").get(10, TimeUnit.SECONDS);
      remote.sendBinary(ByteBuffer.wrap(new byte[] {9})).get(10, TimeUnit.SECONDS);
      remote.sendObject(42).get(10, TimeUnit.SECONDS);
      CountDownLatch told = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        remote.sendText(
            "handler " + i,
            result -> {
              Journal.add("sent " + result.isOK());
              told.countDown();
            });
      }
      if (!told.await(10, TimeUnit.SECONDS)) {
        Journal.add("never told");
      }
      session.getAsyncRemote().sendText("end");
    }
  }

  @ServerEndpoint(value = "/async", encoders = Coding.ToText.class)
  public static class FailsAsync extends Base {
    @OnMessage
    public void take(String text, Session session) throws Exception {
      Coding.Word word = new Coding.Word("unspeakable");
      try {
        session.getAsyncRemote().sendObject(word).get(10, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException e) {
        Journal.failure("future", e.getCause());
      }
      session.getBasicRemote().sendText("end");
    }
  }

  @ServerEndpoint("/nulls")
  public static class SendsNulls extends Base {
    @OnMessage
    public void take(String text, Session session) throws Exception {
      RemoteEndpoint.Basic basic = session.getBasicRemote();
      RemoteEndpoint.Async async = session.getAsyncRemote();
      refused("text", () -> basic.sendText(null));
      refused("binary", () -> basic.sendBinary(null));
      refused("object", () -> basic.sendObject(null));
      refused("async text", () -> async.sendText(null));
      refused("handler", () -> async.sendText("x", null));
      refused("long ping", () -> basic.sendPing(ByteBuffer.allocate(126)));
      refused("long pong", () -> async.sendPong(ByteBuffer.allocate(126)));
      basic.sendText("end");
    }

    private interface Attempt {
      void run() throws Exception;
    }

    private static void refused(String what, Attempt attempt) throws Exception {
      try {
        attempt.run();
        Journal.add(what + " taken");
      } catch (IllegalArgumentException e) {
        Journal.add(what + " refused");
      }
    }
  }

  @ServerEndpoint("/pings")
  public static class Pings extends Base {
    @OnMessage
    public void take(String text, Session session) throws IOException {
      session.getBasicRemote().sendPing(ByteBuffer.wrap(text.getBytes(UTF_8)));
      session.getAsyncRemote().sendPong(ByteBuffer.wrap(new byte[] {5}));
      session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
    }

    @OnMessage
    public String pong(PongMessage pong) {
      String data = UTF_8.decode(pong.getApplicationData()).toString();
      Journal.add("pong '" + data + "'");
      return "pong " + data;
    }
  }

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.of("returns a text-encoded object", ReturnsText.class, "/words", Answers::words),
        Scenario.of(
            "returns a stream-encoded object", ReturnsTextStream.class, "/words", Answers::words),
        Scenario.of(
            "returns a binary-encoded object", ReturnsBinary.class, "/words", Answers::words),
        Scenario.of(
            "returns a binary-stream-encoded object",
            ReturnsBinaryStream.class,
            "/words",
            Answers::words),
        Scenario.of(
            "encoder that fails",
            ReturnsText.class,
            "/words",
            p -> {
              p.text("unspeakable");
              p.text("ok");
              p.await(1);
            }),
        Scenario.of(
            "encoder for Integer", ReturnsEncodedNumber.class, "/numbers", p -> one(p, "7")),
        Scenario.of(
            "encoder for Integer, returned as int",
            ReturnsEncodedPrimitive.class,
            "/numbers",
            p -> one(p, "7")),
        Scenario.of(
            "sendObject of known types",
            SendsObjects.class,
            "/objects",
            p -> {
              p.text("t");
              p.await(7);
            }),
        Scenario.of(
                "sendObject of an unknown type",
                SendsUnknownObject.class,
                "/objects",
                p -> {
                  p.text("t");
                  Journal.await(entry -> entry.equals("tried"));
                })
            .differs(
                "an object without an encoder is an error, not its toString()",
                List.of("tried", "failed EncodeException", "closed 1000"),
                List.of("close:1000:bye")),
        Scenario.of(
            "sends in parts",
            SendsParts.class,
            "/parts",
            p -> {
              p.text("go");
              p.await(3);
            }),
        Scenario.of(
            "sends by writer and stream",
            SendsStreams.class,
            "/streams",
            p -> {
              p.text("go");
              p.await(3);
            }),
        Scenario.of(
            "async by future and handler",
            SendsAsync.class,
            "/async",
            p -> {
              p.text("go");
              p.await(7);
            }),
        Scenario.of("async encoding that fails", FailsAsync.class, "/async", p -> one(p, "go")),
        Scenario.of("arguments that are refused", SendsNulls.class, "/nulls", p -> one(p, "go")),
        Scenario.of(
            "pings and their pongs",
            Pings.class,
            "/pings",
            p -> {
              p.text("data");
              p.await(5);
            }));
  }

  private static void words(Peer p) {
    p.text("a");
    p.text("null");
    p.text("b");
    p.await(2);
  }

  private static void one(Peer p, String text) {
    p.text(text);
    p.await(1);
  }
}
