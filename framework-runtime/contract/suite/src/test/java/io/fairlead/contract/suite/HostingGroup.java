package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Received;
import io.fairlead.contract.client.Response;
import io.fairlead.contract.client.Tokens;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the specification says of annotated classes, messages apart. */
abstract class HostingGroup extends Group {

  HostingGroup(Supplier<Site> site) {
    super(site);
  }

  private Received returned(String kind, String sent) throws IOException {
    try (RawClient client = site().open("/return/" + kind)) {
      return client.send(sent).message();
    }
  }

  private void returns(String kind, int opcode, String text) throws IOException {
    Received received = returned(kind, "abc");
    assertThat(received.text()).as(kind).isEqualTo(text);
    assertThat(received.opcode()).as(kind).isEqualTo(opcode);
  }

  @Test
  @DisplayName("returned String, ByteBuffer and byte[] answer the message")
  void returnedPlain() throws Exception {
    returns("String", 1, "String abc");
    returns("ByteBuffer", 2, "ByteBuffer abc");
    returns("bytes", 2, "bytes abc");
  }

  @Test
  @DisplayName("returned primitives and boxed values answer as text")
  void returnedPrimitives() throws Exception {
    returns("int", 1, "3");
    returns("boolean", 1, "true");
    returns("long", 1, "9000000000");
    returns("double", 1, "1.5");
    returns("Integer", 1, "-3");
  }

  @Test
  @DisplayName("returned objects answer through each kind of encoder")
  void returnedObjects() throws Exception {
    returns("Encoder.Text", 1, "text abc");
    returns("Encoder.TextStream", 1, "writer abc");
    returns("Encoder.Binary", 2, "bytes abc");
    returns("Encoder.BinaryStream", 2, "stream abc");
  }

  @Test
  @DisplayName("a returned CompletionStage answers when it completes")
  void returnedStage() throws Exception {
    returns("CompletionStage", 1, "later abc");
  }

  @Test
  @DisplayName("a returned null answers nothing")
  void returnedNull() throws Exception {
    try (RawClient client = site().open("/return/null")) {
      assertThat(client.send("null").send("next").text()).isEqualTo("next");
    }
  }

  @Test
  @DisplayName("path parameters of every type")
  void pathTypes() throws Exception {
    assertThat(site().exchange("/path/a/5/true", Frames.text("types")))
        .isEqualTo("5 5 5 5 5 5.0 5.0 5 true true");
  }

  @Test
  @DisplayName("path parameters are percent-decoded, a plus stays a plus")
  void pathEncoding() throws Exception {
    assertThat(site().exchange("/path/a%20%C3%A4+b/5/true", Frames.text("text")))
        .isEqualTo("a ä+b");
  }

  @Test
  @DisplayName("query parameters are no path parameters")
  void queryIsNoPath() throws Exception {
    assertThat(site().exchange("/path/a/5/true?role=admin&text=eve", Frames.text("map")))
        .isEqualTo("{flag=true, number=5, text=a} null");
    assertThat(site().exchange("/path/a/5/true?role=admin&text=eve", Frames.text("text")))
        .isEqualTo("a");
  }

  @Test
  @DisplayName("the session has the query")
  void query() throws Exception {
    assertThat(site().exchange("/path/a/5/true?role=admin", Frames.text("query")))
        .startsWith("role=admin ")
        .contains("role=[admin]");
  }

  private String negotiated(String offered, String expected) throws IOException {
    try (RawClient client = site().connect()) {
      client.send(
          client.handshake(
              site().path("/subprotocol"),
              Site.bearer(Tokens.of("alice")),
              "Sec-WebSocket-Protocol: " + offered));
      Response response = client.response();
      assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo(expected);
      return client.upgraded(response).send("?").text();
    }
  }

  @Test
  @DisplayName("a subprotocol is agreed on, or none")
  void subprotocol() throws Exception {
    assertThat(negotiated("x, chat.v1", "chat.v1")).isEqualTo("'chat.v1'");
    assertThat(negotiated("x, y", "")).isEqualTo("''");
  }

  @Test
  @DisplayName("@OnOpen, @OnError and @OnClose with all parameters")
  void fullLife() throws Exception {
    String tag = Site.tag("full");
    try (RawClient client = site().open("/life/full/" + tag)) {
      assertThat(client.send("fail").send("fine").text()).isEqualTo("fine");
      client.shake(3001, "bye");
    }
    site().awaitEvent("life close " + tag);
    assertThat(site().events("life open " + tag))
        .containsExactly("life open " + tag + " /life/full/{tag} true");
    assertThat(site().events("life error " + tag))
        .containsExactly("life error " + tag + " OnPurpose true");
    assertThat(site().events("life close " + tag))
        .containsExactly("life close " + tag + " 3001 false");
  }

  @Test
  @DisplayName("@OnOpen, @OnError and @OnClose without parameters")
  void bareLife() throws Exception {
    try (RawClient client = site().open("/life/bare")) {
      assertThat(client.send("fail").send("fine").text()).isEqualTo("fine");
      client.shake(1000, "");
    }
    site().awaitEvent("bare close");
    assertThat(site().events("bare "))
        .containsExactly("bare open", "bare error on purpose", "bare close");
  }

  @Test
  @DisplayName("a class without @OnError survives what its method throws")
  void noError() throws Exception {
    try (RawClient client = site().open("/life/silent")) {
      assertThat(client.send("fail").send("fine").text()).isEqualTo("fine");
    }
  }
}
