package io.fairlead.core.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fairlead.core.hosting.MessageForm.Native;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointModelTest {

  // --- legal ---------------------------------------------------------------------------------

  @ServerEndpoint("/full/{a}/{b}")
  public static class Full {
    @OnOpen
    public void open(
        @PathParam("a") String a,
        EndpointConfig config,
        @PathParam("b") int b,
        Session session,
        @PathParam("zzz") Integer missing) {}

    @OnMessage
    public String text(boolean last, Session session, String part) {
      return null;
    }

    @OnMessage
    public CompletableFuture<Integer> binary(ByteBuffer bytes) {
      return null;
    }

    @OnMessage
    public void pong(PongMessage pong, @PathParam("a") char a) {}

    @OnClose
    public void close(CloseReason reason, Session session, EndpointConfig config) {}

    @OnError
    public void error(Session session, Throwable error, @PathParam("b") Short b) {}
  }

  @Test
  void readsFullClass() throws DeploymentException {
    EndpointModel model = EndpointModel.of(Full.class);
    assertThat(model.onOpen()).isPresent();
    assertThat(model.onClose()).isPresent();
    assertThat(model.onError()).isPresent();
    assertThat(model.onMessage(Native.TEXT).orElseThrow().form().inParts()).isTrue();
    assertThat(model.onMessage(Native.BINARY).orElseThrow().form().type())
        .isEqualTo(ByteBuffer.class);
    assertThat(model.onMessage(Native.PONG)).isPresent();
    assertThat(model.template().variables()).containsExactly("a", "b");
  }

  @ServerEndpoint("/empty")
  public static class Empty {}

  @Test
  void takesClassWithoutMethods() throws DeploymentException {
    EndpointModel model = EndpointModel.of(Empty.class);
    assertThat(model.onOpen()).isEmpty();
    assertThat(model.onMessage(Native.TEXT)).isEmpty();
    model.requireConstructor();
  }

  @ServerEndpoint("/two")
  public static class TwoAnnotations {
    @OnOpen
    @OnClose
    public void both(Session session) {}
  }

  @Test
  void letsOneMethodServeTwoCallbacks() throws DeploymentException {
    EndpointModel model = EndpointModel.of(TwoAnnotations.class);
    assertThat(model.onOpen()).isPresent();
    assertThat(model.onClose()).isPresent();
  }

  // --- illegal ---------------------------------------------------------------------------------

  public static class NotAnnotated {}

  @ServerEndpoint("/abstract")
  public abstract static class Abstract {}

  @ServerEndpoint("/inner")
  public class Inner {}

  @ServerEndpoint("bad")
  public static class BadPath {}

  @ServerEndpoint("/x")
  public static class TwoOpens {
    @OnOpen
    public void a() {}

    @OnOpen
    public void b(Session session) {}
  }

  @ServerEndpoint("/x")
  public static class TwoErrors {
    @OnError
    public void a(Throwable t) {}

    @OnError
    public void b(Throwable t) {}
  }

  @ServerEndpoint("/x")
  public static class TwoTexts {
    @OnMessage
    public void a(String text) {}

    @OnMessage
    public void b(int number) {}
  }

  @ServerEndpoint("/x")
  public static class TwoBinaries {
    @OnMessage
    public void a(InputStream in) {}

    @OnMessage
    public void b(byte[] part, boolean last) {}
  }

  @ServerEndpoint("/x")
  public static class TwoPongs {
    @OnMessage
    public void a(PongMessage pong) {}

    @OnMessage
    public void b(PongMessage pong, Session session) {}
  }

  @ServerEndpoint("/x")
  public static class NoThrowable {
    @OnError
    public void error(Session session) {}
  }

  @ServerEndpoint("/x")
  public static class NarrowThrowable {
    @OnError
    public void error(RuntimeException failure) {}
  }

  @ServerEndpoint("/x")
  public static class TwoThrowables {
    @OnError
    public void error(Throwable a, Throwable b) {}
  }

  @ServerEndpoint("/x")
  public static class TwoSessions {
    @OnOpen
    public void open(Session a, Session b) {}
  }

  @ServerEndpoint("/x")
  public static class ForeignInOpen {
    @OnOpen
    public void open(Session session, String what) {}
  }

  @ServerEndpoint("/x")
  public static class ReasonInOpen {
    @OnOpen
    public void open(CloseReason reason) {}
  }

  @ServerEndpoint("/x")
  public static class ThrowableInClose {
    @OnClose
    public void close(Throwable failure) {}
  }

  @ServerEndpoint("/x")
  public static class TwoMessages {
    @OnMessage
    public void take(String a, String b) {}
  }

  @ServerEndpoint("/x")
  public static class ThreeMessages {
    @OnMessage
    public void take(String a, boolean last, int b) {}
  }

  @ServerEndpoint("/x")
  public static class NoMessage {
    @OnMessage
    public void take(Session session) {}
  }

  @ServerEndpoint("/x")
  public static class UnknownMessage {
    @OnMessage
    public void take(Instant when) {}
  }

  @ServerEndpoint("/x")
  public static class ObjectMessage {
    @OnMessage
    public void take(Object anything) {}
  }

  @ServerEndpoint("/x")
  public static class ReaderInParts {
    @OnMessage
    public void take(Reader reader, boolean last) {}
  }

  @ServerEndpoint("/x")
  public static class UnknownReturn {
    @OnMessage
    public Instant take(String text) {
      return Instant.EPOCH;
    }
  }

  @ServerEndpoint("/x")
  public static class UnknownLaterReturn {
    @OnMessage
    public CompletionStage<Instant> take(String text) {
      return CompletableFuture.completedFuture(Instant.EPOCH);
    }
  }

  @ServerEndpoint("/{a}")
  public static class PathParamOnObject {
    @OnOpen
    public void open(@PathParam("a") Instant a) {}
  }

  @ServerEndpoint("/{a}")
  public static class UnknownPrimitive {
    @OnOpen
    public void open(@PathParam("b") int b) {}
  }

  @ServerEndpoint("/x")
  public static class Hidden {
    @OnMessage
    void take(String text) {}
  }

  public static class HiddenAbove {
    @OnOpen
    private void open() {}
  }

  @ServerEndpoint("/x")
  public static class InheritsHidden extends HiddenAbove {}

  public abstract static class AbstractDecoder implements Decoder.Text<Instant> {}

  @ServerEndpoint(value = "/x", decoders = AbstractDecoder.class)
  public static class BadDecoder {}

  public static class NoDecoder implements Decoder {
    @Override
    public void init(EndpointConfig config) {}

    @Override
    public void destroy() {}
  }

  @ServerEndpoint(value = "/x", decoders = NoDecoder.class)
  public static class DecoderOfNothing {}

  static Stream<Arguments> illegal() {
    return Stream.of(
        arguments(NotAnnotated.class, ": it has no @ServerEndpoint; annotate it with one"),
        arguments(Abstract.class, ": an endpoint class cannot be abstract; make it concrete"),
        arguments(Inner.class, ": an endpoint class cannot be an inner one; make it static"),
        arguments(
            BadPath.class, ": the path 'bad' must start with a slash; write it like /chat/{room}"),
        arguments(
            TwoOpens.class,
            ".b(Session): @OnOpen stands on "
                + name(TwoOpens.class)
                + ".a() already; leave it on"
                + " one of them"),
        arguments(
            TwoErrors.class,
            ".b(Throwable): @OnError stands on "
                + name(TwoErrors.class)
                + ".a(Throwable) already; leave it on one of them"),
        arguments(
            TwoTexts.class,
            ".b(int): text messages go to "
                + name(TwoTexts.class)
                + ".a(String) already; leave one @OnMessage method for each of text, binary and"
                + " pong"),
        arguments(
            TwoBinaries.class,
            ".b(byte[], boolean): binary messages go to "
                + name(TwoBinaries.class)
                + ".a(InputStream) already; leave one @OnMessage method for each of text, binary"
                + " and pong"),
        arguments(
            TwoPongs.class,
            ".b(PongMessage, Session): pongs go to "
                + name(TwoPongs.class)
                + ".a(PongMessage) already; leave one @OnMessage method for each of text, binary"
                + " and pong"),
        arguments(
            NoThrowable.class,
            ".error(Session): an @OnError method needs a Throwable parameter; add one of that very"
                + " type"),
        arguments(
            NarrowThrowable.class,
            ".error(RuntimeException): a parameter of type java.lang.RuntimeException is not"
                + " allowed there; use only Session, Throwable, EndpointConfig and @PathParam"),
        arguments(
            TwoThrowables.class,
            ".error(Throwable, Throwable): it has two Throwable parameters; leave one of them"),
        arguments(
            TwoSessions.class,
            ".open(Session, Session): it has two Session parameters; leave one of them"),
        arguments(
            ForeignInOpen.class,
            ".open(Session, String): a parameter of type java.lang.String is not allowed there; use"
                + " only Session, EndpointConfig and @PathParam"),
        arguments(
            ReasonInOpen.class,
            ".open(CloseReason): a parameter of type jakarta.websocket.CloseReason is not allowed"
                + " there; use only Session, EndpointConfig and @PathParam"),
        arguments(
            ThrowableInClose.class,
            ".close(Throwable): a parameter of type java.lang.Throwable is not allowed there; use"
                + " only Session, CloseReason, EndpointConfig and @PathParam"),
        arguments(
            TwoMessages.class,
            ".take(String, String): it has 2 parameters that could be the message; leave one,"
                + " besides Session, EndpointConfig and @PathParam, and a boolean for parts"),
        arguments(
            ThreeMessages.class,
            ".take(String, boolean, int): it has 3 parameters that could be the message; leave one,"
                + " besides Session, EndpointConfig and @PathParam, and a boolean for parts"),
        arguments(
            NoMessage.class,
            ".take(Session): an @OnMessage method needs a parameter for the message; leave one,"
                + " besides Session, EndpointConfig and @PathParam, and a boolean for parts"),
        arguments(
            UnknownMessage.class,
            ".take(Instant): no decoder makes a java.time.Instant; name one in the decoders of the"
                + " @ServerEndpoint"),
        arguments(
            ObjectMessage.class,
            ".take(Object): no decoder makes a java.lang.Object; name one in the decoders of the"
                + " @ServerEndpoint"),
        arguments(
            ReaderInParts.class,
            ".take(Reader, boolean): a java.io.Reader cannot come in parts; take a String, a"
                + " ByteBuffer or a byte[]"),
        arguments(
            UnknownReturn.class,
            ".take(String): no encoder takes what it returns, a java.time.Instant; name one in the"
                + " encoders of the @ServerEndpoint, or return void"),
        arguments(
            UnknownLaterReturn.class,
            ".take(String): no encoder takes what it returns, a java.time.Instant; name one in the"
                + " encoders of the @ServerEndpoint, or return void"),
        arguments(
            PathParamOnObject.class,
            ".open(Instant): @PathParam(\"a\") stands on a java.time.Instant; make it a String, a"
                + " primitive or the box of one"),
        arguments(
            UnknownPrimitive.class,
            ".open(int): @PathParam(\"b\") names no variable of '/{a}'; correct the name, or use"
                + " the box of int"),
        arguments(Hidden.class, ".take(String): an annotated method must be public; make it so"),
        arguments(
            BadDecoder.class, ": the decoder " + name(AbstractDecoder.class) + " is abstract"),
        arguments(
            DecoderOfNothing.class,
            ": the decoder "
                + name(NoDecoder.class)
                + " is neither Text, TextStream, Binary nor BinaryStream"));
  }

  private static String name(Class<?> type) {
    return type.getName();
  }

  @ParameterizedTest
  @MethodSource("illegal")
  void refusesIllegalClassWithCauseAndCure(Class<?> type, String message) {
    assertThatThrownBy(() -> EndpointModel.of(type))
        .isInstanceOf(DeploymentException.class)
        .hasMessage(name(type) + message);
  }

  @Test
  void refusesHiddenMethodOfSuperclass() {
    assertThatThrownBy(() -> EndpointModel.of(InheritsHidden.class))
        .isInstanceOf(DeploymentException.class)
        .hasMessage(
            name(HiddenAbove.class) + ".open(): an annotated method must be public; make it so");
  }

  @ServerEndpoint("/x")
  public static class NoConstructor {
    public NoConstructor(String needed) {}
  }

  @Test
  void refusesClassThatNobodyCanMake() throws DeploymentException {
    EndpointModel model = EndpointModel.of(NoConstructor.class);
    assertThatThrownBy(model::requireConstructor)
        .isInstanceOf(DeploymentException.class)
        .hasMessage(
            name(NoConstructor.class)
                + ": it has no public constructor without parameters; add one, and make the class"
                + " public, or run with CDI");
  }

  @ServerEndpoint("/hidden")
  static class NotPublic {
    public NotPublic() {}

    @OnMessage
    public String take(String text) {
      return "reached " + text;
    }
  }

  @Test
  void reachesMethodOfClassThatIsNotPublic() throws Throwable {
    EndpointModel model = EndpointModel.of(NotPublic.class);
    EndpointMethod method = model.onMessage(Native.TEXT).orElseThrow().method();
    assertThat(method.invoke(new NotPublic(), CallTestSupport.call("x"))).isEqualTo("reached x");
  }
}
