package io.fairlead.core.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Scope;
import io.fairlead.core.support.Admissions;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostedEndpointTest {

  static final List<String> SEEN = new CopyOnWriteArrayList<>();

  private @Nullable Harness harness;

  @BeforeEach
  void clear() {
    SEEN.clear();
  }

  @AfterEach
  void stop() {
    if (harness != null) {
      harness.close();
    }
  }

  private Harness host(Class<?> endpoint) throws Exception {
    harness = new Harness(endpoint);
    return harness;
  }

  private static void awaitSeen(String... entries) {
    await().untilAsserted(() -> assertThat(SEEN).containsExactly(entries));
  }

  @ServerEndpoint("/{x}")
  public static class Noting {
    public Noting() {
      SEEN.add("made");
    }

    @OnOpen
    public void open(@PathParam("x") String x) {
      SEEN.add("open " + x);
    }

    @OnMessage
    public void take(String text) {
      SEEN.add("text " + text);
    }

    @OnClose
    public void close(CloseReason reason) {
      SEEN.add("close " + reason.getCloseCode().getCode());
    }

    @OnError
    public void error(Throwable failure) {
      SEEN.add("error " + failure.getMessage());
    }
  }

  // --- fail closed -----------------------------------------------------------------------------

  private void seesNothing(Harness.Raw raw) {
    assertThat(raw.closed).hasSize(1);
    assertThat(raw.closed.get(0).getCloseCode()).isEqualTo(CloseCodes.VIOLATED_POLICY);
    assertThat(raw.handlers).isEmpty();
    raw.endpoint.onError(raw.session, new IllegalStateException("x"));
    raw.ended(1008);
    assertThat(SEEN).isEmpty();
  }

  @Test
  void closesSessionWithoutAdmissionAndCallsNothing() throws Exception {
    Harness server = host(Noting.class);
    seesNothing(server.new Raw().open());
    assertThat(server.registry.size()).isZero();
  }

  @ServerEndpoint("/{x}")
  public static class Working {
    @OnMessage
    public void take(String text, Session session) {
      boolean same = Scope.current().connection() == Connection.of(session);
      var unused =
          Scope.current()
              .submit(
                  () -> {
                    SEEN.add(text + " " + same);
                    throw new IllegalStateException("broken");
                  });
    }

    @OnError
    public void failed(Throwable error) {
      SEEN.add(error.getMessage() + " on " + Scope.current().connection().path());
    }

    @OnClose
    public void closed() {
      SEEN.add("cancelled " + Scope.current().isCancelled());
    }
  }

  @Test
  void callbacksHaveTheScopeOfTheirConnectionAndHearOfTasksThatNobodyAwaits() throws Exception {
    Harness.Raw raw = host(Working.class).open(Identity.of("ann"));
    raw.text("hello");
    awaitSeen("hello true", "broken on /x");
    raw.ended(1000);
    awaitSeen("hello true", "broken on /x", "cancelled true");
  }

  @Test
  void takesNoForeignPrincipalForAnAdmission() throws Exception {
    Harness.Raw raw = host(Noting.class).new Raw();
    raw.principal = () -> "somebody";
    seesNothing(raw.open());
  }

  @Test
  void endpointThatTheServerMadeByItselfLetsNobodyIn() throws Exception {
    Harness.Raw raw =
        host(Noting.class).new Raw().admitted(Admissions.admitted(Identity.of("ann")));
    new HostedEndpoint().onOpen(raw.session, harness.handshakeConfig());
    seesNothing(raw);
  }

  @Test
  void secondOpenOfOneEndpointIsRefused() throws Exception {
    Harness.Raw raw = host(Noting.class).open(Identity.of("ann"));
    raw.endpoint.onOpen(raw.session, harness.handshakeConfig());
    assertThat(raw.closed).hasSize(1);
  }

  // --- life --------------------------------------------------------------------------------------

  @Test
  void runsThroughItsLife() throws Exception {
    Harness.Raw raw = host(Noting.class).open(Identity.of("ann"));
    raw.text("a");
    raw.ended(1001);
    awaitSeen("made", "open x", "text a", "close 1001");
    await().until(() -> harness.instances.destroyed.get() == 1);
    assertThat(harness.registry.size()).isZero();
  }

  @Test
  void whatComesAfterCloseIsForNobody() throws Exception {
    Harness.Raw raw = host(Noting.class).open(Identity.of("ann"));
    raw.ended(1000);
    raw.text("late");
    raw.endpoint.onError(raw.session, new IllegalStateException("late"));
    raw.ended(1000);
    awaitSeen("made", "open x", "close 1000");
    await().until(() -> harness.instances.destroyed.get() == 1);
    assertThat(SEEN).hasSize(3);
  }

  @Test
  void matchesPathItselfAndNeverSeesTheServersParameters() throws Exception {
    Harness.Raw raw = host(Noting.class).new Raw().admitted(Admissions.admitted(Identity.of("a")));
    raw.uri = URI.create("ws://localhost/app/a%2Fb?x=eve");
    raw.open();
    awaitSeen("made", "open a/b");
    assertThat(raw.connection().pathParameters()).containsOnly(java.util.Map.entry("x", "a/b"));
  }

  @Test
  void sessionKnowsIdentityMetadataAndConnection() throws Exception {
    Harness.Raw raw = host(Noting.class).open(Identity.of("ann"));
    Session session = raw.hosted();
    assertThat(session.getUserPrincipal()).isEqualTo(Identity.of("ann"));
    assertThat(Connection.of(session)).isSameAs(raw.connection());
    assertThat(session.getOpenSessions()).containsExactly(session);
    assertThat(session.getNegotiatedSubprotocol()).isEmpty();
    assertThat(session.toString()).hasSizeLessThan(80);
  }

  @Test
  void anonymousUserHasNoPrincipal() throws Exception {
    Harness.Raw raw = host(Noting.class).open(Identity.ANONYMOUS);
    assertThat(raw.hosted().getUserPrincipal()).isNull();
  }

  @Test
  void bearerIsNoSubprotocolOfTheEndpoint() throws Exception {
    Harness.Raw raw = host(Noting.class).new Raw().admitted(Admissions.admitted(Identity.of("a")));
    raw.subprotocol = "bearer";
    assertThat(raw.open().hosted().getNegotiatedSubprotocol()).isEmpty();
  }

  // --- instances and coders
  // ------------------------------------------------------------------------

  @ServerEndpoint("/x")
  public static class FailsEverywhere {
    @OnOpen
    public void open() {
      throw new IllegalStateException("open");
    }

    @OnClose
    public void close() {
      throw new IllegalStateException("close");
    }

    @OnError
    public void error(Throwable failure) {
      SEEN.add(failure.getMessage());
    }
  }

  @Test
  void destroysInstanceOnceAfterTheFailureOfOnCloseWasTold() throws Exception {
    Harness server = host(FailsEverywhere.class);
    server.open(Identity.of("ann")).ended(1000);
    awaitSeen("open", "close");
    await().until(() -> server.instances.destroyed.get() == 1);
    assertThat(server.instances.made).hasValue(1);
  }

  @ServerEndpoint("/x")
  public static class CannotBeMade {
    public CannotBeMade() {
      throw new IllegalStateException("no");
    }

    @OnMessage
    public void take(String text) {
      SEEN.add(text);
    }
  }

  @Test
  void closesWith1011WhereNoInstanceCanBeMade() throws Exception {
    Harness.Raw raw = host(CannotBeMade.class).open(Identity.of("ann"));
    raw.text("a");
    await().until(() -> harness.transport.closed != null);
    assertThat(harness.transport.closed.getCloseCode()).isEqualTo(CloseCodes.UNEXPECTED_CONDITION);
    raw.ended(1011);
    await().until(() -> harness.registry.size() == 0);
    assertThat(SEEN).isEmpty();
  }

  public static final class Digits implements Decoder.Text<Integer> {
    @Override
    public void init(EndpointConfig config) {
      SEEN.add("init");
    }

    @Override
    public void destroy() {
      SEEN.add("destroy");
    }

    @Override
    public Integer decode(String text) throws DecodeException {
      return text.length();
    }

    @Override
    public boolean willDecode(String text) {
      return true;
    }
  }

  @ServerEndpoint(value = "/x", decoders = Digits.class)
  public static class Counting {
    @OnMessage
    public void take(int length) {
      SEEN.add("length " + length);
    }

    @OnClose
    public void close() {
      SEEN.add("close");
    }
  }

  @Test
  void makesCoderOnceForConnectionAndDestroysItAfterClose() throws Exception {
    Harness.Raw raw = host(Counting.class).open(Identity.of("ann"));
    raw.text("a");
    raw.text("bb");
    raw.ended(1000);
    awaitSeen("init", "length 1", "length 2", "close", "destroy");
    assertThat(harness.instances.events).containsExactly("destroyed Digits", "destroyed Counting");
  }

  // --- returned stages
  // -----------------------------------------------------------------------------

  static final LinkedBlockingQueue<CompletableFuture<Object>> STAGES = new LinkedBlockingQueue<>();

  @ServerEndpoint("/x")
  public static class Later {
    @OnMessage
    public CompletionStage<Object> take(String text) {
      SEEN.add(text);
      CompletableFuture<Object> stage = new CompletableFuture<>();
      STAGES.add(stage);
      return stage;
    }

    @OnError
    public void error(Throwable failure) {
      SEEN.add("error " + failure.getMessage());
    }
  }

  private static CompletableFuture<Object> nextStage() throws InterruptedException {
    CompletableFuture<Object> stage = STAGES.poll(10, TimeUnit.SECONDS);
    assertThat(stage).isNotNull();
    return stage;
  }

  @Test
  void nextMessageWaitsForReturnedStageAndItsValueIsSent() throws Exception {
    Harness.Raw raw = host(Later.class).open(Identity.of("ann"));
    raw.text("a");
    raw.text("b");
    raw.text("c");
    CompletableFuture<Object> first = nextStage();
    assertThat(SEEN).containsExactly("a");
    first.complete(42);
    CompletableFuture<Object> second = nextStage();
    assertThat(harness.transport.texts()).containsExactly("42");
    second.completeExceptionally(new IllegalStateException("broken"));
    nextStage().complete(null);
    awaitSeen("a", "b", "error broken", "c");
    assertThat(harness.transport.texts()).containsExactly("42");
  }
}
