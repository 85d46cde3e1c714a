package io.fairlead.standalone.hosting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Identity;
import io.fairlead.core.admission.Admission;
import io.fairlead.core.admission.Problem;
import io.fairlead.core.hosting.FairleadConfigurator;
import io.fairlead.core.hosting.InstanceSource;
import io.fairlead.core.hosting.RefusalSignal;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stock Tyrus opens a session behind a 401 that {@code modifyHandshake} has set. Our configurator
 * alone, with no filter before it, must hold.
 */
class HandshakeBypassIT {

  private static final String FRAME =
      // text "evil", masked with zeros
      "\u0081\u0084\u0000\u0000\u0000\u0000evil";

  /** What a refusal by status alone does: the hole. */
  public static class SetsStatus extends ServerEndpointConfig.Configurator {
    @Override
    public void modifyHandshake(
        ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
      ((UpgradeResponse) response).setStatus(401);
    }
  }

  @ServerEndpoint(value = "/hole", configurator = SetsStatus.class)
  public static class Hole extends Echo {}

  @ServerEndpoint("/held")
  public static class Echo {
    public Echo() {
      Journal.add("made");
    }

    @OnOpen
    public void open() {
      Journal.add("open");
    }

    @OnMessage
    public String take(String text) {
      Journal.add("text " + text);
      return text;
    }

    @OnError
    public void error(Throwable failure) {
      Journal.add("error");
    }
  }

  /** Bound to nothing: the server itself has deployed it. */
  @ServerEndpoint(value = "/unbound", configurator = FairleadConfigurator.class)
  public static class Unbound extends Echo {}

  @BeforeEach
  void clear() {
    Journal.clear();
  }

  private static Admission refuseWith(int status) {
    return request ->
        CompletableFuture.completedFuture(Problem.refused(status, "Not you.", Map.of()));
  }

  /** A handshake and a frame right behind it; returns all that comes back until the end. */
  private static String talk(int port, String path) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET "
                  + path
                  + " HTTP/1.1\r\nHost: 127.0.0.1:"
                  + port
                  + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                  + "\r\n")
              .getBytes(ISO_8859_1));
      out.flush();
      socket.setSoTimeout(1_000);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      boolean sent = false;
      try {
        for (int b = in.read(); b >= 0; b = in.read()) {
          all.write(b);
          if (!sent && all.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            sent = true;
            out.write(FRAME.getBytes(ISO_8859_1));
            out.flush();
          }
        }
      } catch (SocketTimeoutException e) {
        // the server left the connection open and says nothing more: long enough
      } catch (IOException e) {
        // or dropped it while we wrote
      }
      return all.toString(ISO_8859_1);
    }
  }

  @Test
  void stockTyrusOpensSessionBehindItsRefusal() throws Exception {
    try (StockTyrus server = StockTyrus.start(Hole.class)) {
      assertThat(talk(server.port(), "/hole")).startsWith("HTTP/1.1 401 ").contains("evil");
      assertThat(Journal.entries()).containsExactly("made", "open", "text evil");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 429, 503})
  void refusedClientGetsStatusAndNothingElse(int status) throws Exception {
    Runtime runtime = new Runtime(refuseWith(status), Runtime.TYRUS, InstanceSource.reflective());
    try (HostedOnGrizzly server = HostedOnGrizzly.start(runtime, Echo.class)) {
      assertThat(talk(server.port(), "/held"))
          .startsWith("HTTP/1.1 " + status + " ")
          .doesNotContainIgnoringCase("Sec-WebSocket-Accept")
          .doesNotContain("evil");
      assertThat(Journal.entries()).isEmpty();
      assertThat(server.runtime().registry.size()).isZero();
    }
  }

  /** Where the runtime does not know how the server is told, the throw alone must hold. */
  @Test
  void plainThrowHoldsToo() throws Exception {
    Runtime runtime =
        new Runtime(refuseWith(401), RefusalSignal.plain(), InstanceSource.reflective());
    try (HostedOnGrizzly server = HostedOnGrizzly.start(runtime, Echo.class)) {
      assertThat(talk(server.port(), "/held")).doesNotContain("101").doesNotContain("evil");
      assertThat(Journal.entries()).isEmpty();
    }
  }

  @Test
  void configuratorThatNobodyHostsLetsNobodyIn() throws Exception {
    try (StockTyrus server = StockTyrus.start(Unbound.class)) {
      assertThat(talk(server.port(), "/unbound"))
          .startsWith("HTTP/1.1 403 ")
          .doesNotContain("evil");
      assertThat(Journal.entries()).isEmpty();
    }
  }

  @Test
  void originThatTheUsersConfiguratorRefusesGets403() throws Exception {
    try (HostedOnGrizzly server = HostedOnGrizzly.start(Handshakes.WithoutOrigin.class)) {
      assertThat(talk(server.port(), "/origin")).startsWith("HTTP/1.1 403 ").doesNotContain("evil");
      assertThat(Journal.entries()).containsOnly("origin null"); // Grizzly may ask twice
    }
  }

  @Test
  void admittedClientIsServed() throws Exception {
    try (HostedOnGrizzly server = HostedOnGrizzly.start(Echo.class)) {
      assertThat(talk(server.port(), "/held")).startsWith("HTTP/1.1 101 ").contains("evil");
    }
  }

  // --- many at once
  // --------------------------------------------------------------------------------

  private static final ConcurrentMap<String, String> SEEN = new ConcurrentHashMap<>();

  @ServerEndpoint("/who/{name}")
  public static class Who {
    @OnOpen
    public void open(@PathParam("name") String name, Session session) {
      SEEN.put(
          name,
          session.getUserPrincipal().getName()
              + " "
              + session.getUserProperties().get("fairlead.request-id"));
    }
  }

  @Test
  void concurrentHandshakesNeverMixTheirIdentities() throws Exception {
    SEEN.clear();
    AtomicInteger asked = new AtomicInteger();
    Admission byPath =
        request -> {
          asked.incrementAndGet();
          Identity identity = Identity.of(request.path().substring("/who/".length()));
          return CompletableFuture.supplyAsync(
              () -> Runtime.admitted(identity, request.arrivedAt()));
        };
    Runtime runtime = new Runtime(byPath, Runtime.TYRUS, InstanceSource.reflective());
    Set<String> names =
        IntStream.range(0, 500).mapToObj(i -> "user" + i).collect(Collectors.toSet());
    try (HostedOnGrizzly server = HostedOnGrizzly.start(runtime, Who.class)) {
      List<Peer> peers =
          names.parallelStream()
              .map(name -> Peer.connect(server.uri("/who/" + name), List.of(), Map.of()))
              .toList();
      Patience.await("all to be open").until(() -> SEEN.size() == names.size());
      peers.forEach(peer -> peer.close(1000, ""));
      Patience.await("all to be closed").until(() -> runtime.registry.size() == 0);
    }
    assertThat(asked).hasValue(500);
    assertThat(SEEN)
        .allSatisfy((name, who) -> assertThat(who).isEqualTo(name + " request-" + name));
  }
}
