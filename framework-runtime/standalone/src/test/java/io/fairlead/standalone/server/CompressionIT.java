package io.fairlead.standalone.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.FairleadRuntime;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.hosting.FairleadConfigurator;
import io.fairlead.standalone.deflate.Compression;
import io.fairlead.standalone.tyrus.NettyTransport;
import jakarta.websocket.Extension;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compression over a real socket, for hosted endpoints and others. */
@Timeout(90)
class CompressionIT {

  private static final String OFFER = "permessage-deflate; client_max_window_bits";

  private final Recording recording = new Recording();
  private @Nullable CallbackExecutor callbacks;
  private @Nullable FairleadRuntime runtime;
  private @Nullable NettyServer server;

  private NettyServer start(String... settings) throws Exception {
    Leaks.watch();
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "fairlead.server.port", "0",
                "fairlead.auth.mode", "none",
                "fairlead.compression.enabled", "true"));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    FairleadConfig config = FairleadConfig.of(all);
    CallbackExecutor executor = CallbackExecutor.of(config);
    callbacks = executor;
    FairleadRuntime made =
        FairleadRuntime.builder(config)
            .callbacks(executor)
            .transports(NettyTransport.factory())
            .build();
    runtime = made;
    NettyServer started =
        NettyServer.builder(config)
            .admission(made.admission())
            .hosting(made.endpoints()::deploy)
            .callbacks(executor)
            .build();
    server = started;
    for (Class<?> type : List.of(Echo.class, Parts.class, Vetoed.class)) {
      started.container().addEndpoint(type);
    }
    started.container().addEndpoint(recording.at("/plain"));
    started.start();
    Echo.EXTENSIONS.clear();
    Vetoed.SEEN.clear();
    return started;
  }

  @AfterEach
  void stop() {
    NettyServer running = server;
    if (running != null && runtime != null && callbacks != null) {
      running.stop(Duration.ofSeconds(2));
      runtime.close();
      callbacks.shutdown(Duration.ofSeconds(1));
      Compression compression = running.container().compression();
      assertThat(compression.liveDeflaters()).as("deflaters after the stop").isZero();
      assertThat(compression.liveInflaters()).as("inflaters after the stop").isZero();
    }
    Leaks.assertNone();
  }

  /** Echoes. */
  @ServerEndpoint("/echo")
  public static final class Echo {
    static final List<String> EXTENSIONS = new CopyOnWriteArrayList<>();

    /** Writes down what was agreed. */
    @OnOpen
    public void open(Session session) {
      session.getNegotiatedExtensions().forEach(each -> EXTENSIONS.add(described(each)));
    }

    /** Echoes. */
    @OnMessage
    public String text(String text) {
      return text;
    }

    /** Echoes. */
    @OnMessage
    public byte[] binary(byte[] bytes) {
      return bytes;
    }
  }

  /** Sends each message back in three parts, the last of them empty. */
  @ServerEndpoint("/parts")
  public static final class Parts {

    /** Echoes. */
    @OnMessage
    public void text(Session session, String text) throws IOException {
      int half = text.length() / 2;
      session.getBasicRemote().sendText(text.substring(0, half), false);
      session.getBasicRemote().sendText(text.substring(half), false);
      session.getBasicRemote().sendText("", true);
    }
  }

  /** Wants no extensions. */
  public static final class NoExtensions extends FairleadConfigurator {
    @Override
    public List<Extension> getNegotiatedExtensions(
        List<Extension> installed, List<Extension> requested) {
      Vetoed.SEEN.add("installed " + all(installed));
      Vetoed.SEEN.add("requested " + all(requested));
      return List.of();
    }

    private static String all(List<Extension> extensions) {
      return extensions.stream().map(CompressionIT::described).collect(Collectors.joining(", "));
    }
  }

  /** Echoes, in plain. */
  @ServerEndpoint(value = "/vetoed", configurator = NoExtensions.class)
  public static final class Vetoed {
    static final List<String> SEEN = new CopyOnWriteArrayList<>();

    /** Echoes. */
    @OnMessage
    public String text(String text) {
      return text;
    }
  }

  private static String described(Extension extension) {
    return extension.getName()
        + extension.getParameters().stream()
            .map(each -> ";" + each.getName() + (each.getValue() == null ? "" : each.getValue()))
            .collect(Collectors.joining());
  }

  // --- negotiation -----------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate | permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; server_max_window_bits=10 | -",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate"
            + " | permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; server_max_window_bits=\"15\", permessage-deflate"
            + " | permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15",
        "x-webkit-deflate-frame, permessage-bzip2; level=9 | -",
        "permessage-deflate; what | -"
      })
  void answersTheFirstOfferThatItCanKeepTo(String offered, String answered) throws Exception {
    NettyServer started = start();
    for (String path : List.of("/echo", "/plain")) {
      try (DeflateClient client = DeflateClient.open(started.port(), path, offered)) {
        assertThat(client.answer).isEqualTo(answered.equals("-") ? null : answered);
      }
    }
  }

  @Test
  void readsOffersInSeveralLinesAndTellsTheEndpointWhatWasAgreed() throws Exception {
    NettyServer started =
        start(
            "fairlead.compression.server-context-takeover", "true",
            "fairlead.compression.client-context-takeover", "true");
    try (DeflateClient client =
        DeflateClient.open(
            started.port(),
            "/echo",
            "permessage-deflate; server_max_window_bits=9",
            "other, permessage-deflate; client_no_context_takeover")) {
      assertThat(client.answer).isEqualTo("permessage-deflate; client_no_context_takeover");
      client.text("a");
      assertThat(client.next().text()).isEqualTo("a");
      assertThat(Echo.EXTENSIONS).containsExactly("permessage-deflate;client_no_context_takeover");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate;",
        "permessage-deflate; a=\"",
        "a b",
        "permessage-deflate; =1"
      })
  void refusesMalformedOffers(String offered) throws Exception {
    NettyServer started = start();

    assertThatThrownBy(() -> DeflateClient.open(started.port(), "/echo", offered))
        .hasMessage("got 400");
  }

  @Test
  void agreesToNothingByDefault() throws Exception {
    NettyServer started = start("fairlead.compression.enabled", "false");
    try (DeflateClient client = DeflateClient.open(started.port(), "/echo", OFFER)) {
      assertThat(client.answer).isNull();
      client.raw.send(RawClient.frame(0xC1, client.packed(new byte[10])));
      assertThat(client.raw.frame().closeCode()).isEqualTo(1002);
    }
    assertThat(started.container().getInstalledExtensions()).isEmpty();
  }

  @Test
  void configuratorSeesTheOfferAndMayDeclineIt() throws Exception {
    NettyServer started = start();
    try (DeflateClient client = DeflateClient.open(started.port(), "/vetoed", "x; y=1", OFFER)) {
      assertThat(client.answer).isNull();
      client.raw.send(RawClient.text("plain " + "x".repeat(1_000)));
      assertThat(client.next()).matches(message -> !message.packed());
      client.raw.send(RawClient.frame(0xC1, client.packed(new byte[10])));
      assertThat(client.raw.frame().closeCode()).isEqualTo(1002);
    }
    assertThat(Vetoed.SEEN)
        .containsExactly(
            "installed permessage-deflate",
            "requested x;y1, permessage-deflate;server_no_context_takeover;"
                + "client_no_context_takeover");
  }

  @Test
  void keepsToWhatItCanWhateverTheConfiguratorAnswers() throws Exception {
    NettyServer started = start();
    recording.onHandshake =
        (request, response) ->
            response
                .getHeaders()
                .put(
                    "Sec-WebSocket-Extensions",
                    new ArrayList<>(
                        List.of("permessage-deflate; server_max_window_bits=9, mine; a=1")));
    try (DeflateClient client = DeflateClient.open(started.port(), "/plain", OFFER)) {
      assertThat(client.answer)
          .isEqualTo(
              "mine; a=1, permessage-deflate; server_no_context_takeover;"
                  + " client_no_context_takeover");
    }
    try (DeflateClient client = DeflateClient.open(started.port(), "/plain")) {
      assertThat(client.answer).as("nobody asked for it").isEqualTo("mine; a=1");
    }
  }

  // --- messages --------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void echoesOnManyConnectionsAtOnce(boolean serverTakeover, boolean clientTakeover)
      throws Exception {
    NettyServer started =
        start(
            "fairlead.compression.server-context-takeover", String.valueOf(serverTakeover),
            "fairlead.compression.client-context-takeover", String.valueOf(clientTakeover));
    Random random = new Random(5);
    List<DeflateClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(DeflateClient.open(started.port(), i % 2 == 0 ? "/echo" : "/plain", OFFER));
    }
    for (int round = 0; round < 30; round++) {
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < clients.size(); i++) {
        String text = text(random, random.nextInt(round % 10 == 0 ? 50_000 : 1_000));
        sent.add(text);
        clients.get(i).text(text);
      }
      for (int i = 0; i < clients.size(); i++) {
        DeflateClient.Message echo = clients.get(i).next();
        assertThat(echo.text()).isEqualTo(sent.get(i));
        assertThat(echo.packed()).isEqualTo(sent.get(i).getBytes(UTF_8).length >= 256);
      }
    }
    Compression compression = started.container().compression();
    if (serverTakeover) {
      assertThat(compression.liveDeflaters()).as("one for each connection").isEqualTo(20);
    } else {
      assertThat(compression.liveDeflaters()).as("lent").isLessThanOrEqualTo(loops());
    }
    for (DeflateClient client : clients) {
      client.close();
    }
    await().until(() -> started.connections() == 0);
  }

  private static int loops() {
    return 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
  }

  /** Words, so that it shrinks. */
  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(Integer.toString(random.nextInt(500), 36)).append(" caf\u00E9 \uD83D\uDE80 ");
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keepsTheOrderOfSmallAndLargeMessages(boolean takeover) throws Exception {
    NettyServer started =
        start("fairlead.compression.server-context-takeover", String.valueOf(takeover));
    try (DeflateClient client = DeflateClient.open(started.port(), "/echo", OFFER)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      List<String> sent = new ArrayList<>();
      Random random = new Random(9);
      for (int i = 0; i < 400; i++) {
        String text = i + " " + "z".repeat(random.nextInt(3) == 0 ? 30_000 : random.nextInt(300));
        sent.add(text);
        boolean packed = random.nextBoolean();
        byte[] bytes = text.getBytes(UTF_8);
        all.writeBytes(
            RawClient.frame(packed ? 0xC1 : 0x81, packed ? client.packed(bytes) : bytes));
      }
      Thread sender =
          new Thread(
              () -> {
                try {
                  client.raw.send(all.toByteArray());
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      sender.start();
      int packed = 0;
      for (String text : sent) {
        DeflateClient.Message echo = client.next();
        assertThat(echo.text()).isEqualTo(text);
        packed += echo.packed() ? 1 : 0;
      }
      sender.join();
      assertThat(packed).isBetween(50, 350);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sendsMessageInParts(boolean takeover) throws Exception {
    NettyServer started =
        start("fairlead.compression.server-context-takeover", String.valueOf(takeover));
    try (DeflateClient client = DeflateClient.open(started.port(), "/parts", OFFER)) {
      for (int i = 0; i < 5; i++) {
        String text = "all the parts of one message ".repeat(i * 100);
        client.text(text);
        DeflateClient.Message echo = client.next();
        assertThat(echo.text()).isEqualTo(text);
        assertThat(echo.packed()).isTrue();
        assertThat(echo.frames()).isEqualTo(3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/plain"})
  void takesMessageInFragmentsOfOneByteWithPingsBetween(String path) throws Exception {
    NettyServer started = start();
    try (DeflateClient client = DeflateClient.open(started.port(), path, OFFER)) {
      byte[] packed = client.packed("caf\u00E9 caf\u00E9 caf\u00E9".getBytes(UTF_8));
      for (int i = 0; i < packed.length; i++) {
        int first = (i == 0 ? 0x41 : 0) | (i == packed.length - 1 ? 0x80 : 0);
        client.raw.send(RawClient.frame(first, new byte[] {packed[i]}));
        client.raw.send(RawClient.frame(0x89, new byte[] {(byte) i}));
        if (i < packed.length - 1) {
          assertThat(client.raw.frame().opcode()).isEqualTo(0xA);
        }
      }
      List<RawClient.Received> last = List.of(client.raw.frame(), client.raw.frame());
      assertThat(last).extracting(RawClient.Received::opcode).containsExactlyInAnyOrder(0xA, 1);
      assertThat(last)
          .filteredOn(frame -> frame.opcode() == 1)
          .extracting(RawClient.Received::text)
          .containsExactly("caf\u00E9 caf\u00E9 caf\u00E9");
    }
  }

  // --- bad clients -----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/plain"})
  void bombsGet1009AndTakeNoMemory(String path) throws Exception {
    NettyServer started = start();
    byte[] bomb;
    try (DeflateClient maker = DeflateClient.open(started.port(), path, OFFER)) {
      bomb = maker.packed(new byte[512 << 20]); // half a megabyte stands for half a gigabyte
    }
    assertThat(bomb.length).isLessThan(1 << 20);
    long before = used();
    List<DeflateClient> open = new ArrayList<>();
    for (int i = 0; i < 40; i++) { // a heap that held them would need 20 GB
      DeflateClient client = DeflateClient.open(started.port(), path, OFFER);
      client.raw.send(RawClient.frame(0xC2, bomb));
      assertThat(client.raw.frame().closeCode()).isEqualTo(1009);
      open.add(client);
    }
    try (DeflateClient honest = DeflateClient.open(started.port(), path, OFFER)) {
      honest.text("still served");
      assertThat(honest.next().text()).isEqualTo("still served");
    }
    for (DeflateClient client : open) {
      client.close();
    }
    await().until(() -> started.connections() == 0);
    await().until(() -> used() - before < 20 << 20);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @ParameterizedTest
  @CsvSource({
    "C2, ff, 1007, no deflate",
    "C1, 000200fdffc34100, 1007, text that is no UTF-8",
    "C1, 000100feffc300, 1007, half a character",
    "C9, 00, 1002, a compressed ping",
    "C8, 03e8, 1002, a compressed close frame",
    "C0, 00, 1002, a compressed continuation",
    "E1, 00, 1002, another reserved bit"
  })
  void closesConnectionOfClientThatBreaksRule(String first, String hex, int code, String why)
      throws Exception {
    NettyServer started = start();
    byte[] payload = java.util.HexFormat.of().parseHex(hex);
    for (String path : List.of("/echo", "/plain")) {
      try (DeflateClient client = DeflateClient.open(started.port(), path, OFFER)) {
        client.raw.send(RawClient.frame(Integer.parseInt(first, 16), payload));
        assertThat(client.raw.frame().closeCode()).as(why).isEqualTo(code);
        assertThat(client.raw.ended()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resetsInTheMiddleLeaveNothingBehind(boolean takeover) throws Exception {
    NettyServer started =
        start(
            "fairlead.compression.server-context-takeover", String.valueOf(takeover),
            "fairlead.compression.client-context-takeover", String.valueOf(takeover));
    Compression compression = started.container().compression();
    List<DeflateClient> clients = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      DeflateClient client =
          DeflateClient.open(started.port(), i % 2 == 0 ? "/echo" : "/plain", OFFER);
      client.text("x".repeat(1_000));
      assertThat(client.next().bytes()).hasSize(1_000);
      byte[] packed = client.packed("y".repeat(500).getBytes(UTF_8));
      client.raw.send(RawClient.frame(0x41, Arrays.copyOf(packed, 3))); // the rest never comes
      clients.add(client);
    }
    await().until(() -> compression.liveInflaters() >= 60); // held until the message ends
    for (DeflateClient client : clients) {
      client.raw.reset();
      client.close();
    }
    await().until(() -> started.connections() == 0);
    await().until(() -> compression.liveInflaters() <= 8 * loops());
    await().until(() -> compression.liveDeflaters() <= 2 * loops());
  }
}
