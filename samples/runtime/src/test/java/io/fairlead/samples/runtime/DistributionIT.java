package io.fairlead.samples.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built distribution, started as a process. */
class DistributionIT {

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path directory;
  private final Installation installation;

  DistributionIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.installation = Installation.in(directory);
  }

  @Test
  void holdsBinLibPluginsAndConf() throws IOException {
    assertThat(installation.script()).isExecutable();
    assertThat(names("plugins"))
        .hasSize(3)
        .anyMatch(name -> name.startsWith("fairlead-plugin-rate-limit-"))
        .anyMatch(name -> name.startsWith("fairlead-plugin-audit-log-"))
        .anyMatch(name -> name.startsWith("fairlead-plugin-geo-"));
    assertThat(names("lib"))
        .noneMatch(name -> name.startsWith("fairlead-plugin") || name.contains("maxmind"))
        .noneMatch(name -> name.contains("junit") || name.contains("testkit"));
    assertThat(names("conf")).containsExactly("fairlead.yaml");
  }

  private List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(installation.home.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The whole walk: through a link, from elsewhere, in a path with blanks. */
  @Test
  void refusesWithoutTokenEchoesWithOneAndDrainsAtSigterm() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("lead"), installation.script());
    try (Launched server = installation.start(link, "run", "--port", "0")) {
      URI http = server.ready();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
          .isEqualTo("rw-------");
      assertThat(get(http.resolve("/health/live")).statusCode()).isEqualTo(200);
      assertThat(upgrade(http, "")).startsWith("HTTP/1.1 401 ").contains("www-authenticate:");
      assertThat(upgrade(http, "Authorization: Bearer x.y.z\r\n")).startsWith("HTTP/1.1 403 ");

      String token = installation.output("token", "--subject", "alice", "--claim", "roles=[\"a\"]");
      Received received = new Received();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .buildAsync(URI.create("ws" + http.toString().substring(4) + "/ws/alice"), received)
              .get(30, TimeUnit.SECONDS);
      socket.sendText("there and back", true).get(30, TimeUnit.SECONDS);
      assertThat(received.texts.poll(30, TimeUnit.SECONDS)).isEqualTo("there and back");

      server.terminate();
      assertThat(received.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1001);
      assertThat(server.exitCode()).as(server.err()).isZero();
      assertThat(server.err())
          .contains("made a development key", "stopping: SIGTERM", "stopped after")
          .doesNotContain("WARN", "ERROR", token, Files.readString(key()));
    }
  }

  private Path key() {
    return installation.home.resolve("conf/dev-key");
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The answer's head in lower case, but for the first line. */
  private static String upgrade(URI http, String header) throws IOException {
    try (Socket socket = new Socket(http.getHost(), http.getPort())) {
      socket.setSoTimeout(30_000);
      String request =
          "GET /ws/alice HTTP/1.1\r\nHost: "
              + http.getAuthority()
              + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + header
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      StringBuilder head = new StringBuilder(String.valueOf(reader.readLine())).append('\n');
      for (String line = reader.readLine();
          line != null && !line.isEmpty();
          line = reader.readLine()) {
        head.append(line.toLowerCase(Locale.ROOT)).append('\n');
      }
      return head.toString();
    }
  }

  @Test
  void takenPortIsOneLineAndExit2() throws Exception {
    installation.output("token", "--subject", "alice"); // makes the key, which says a line
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Launched server = installation.start("run", "--port", "" + taken.getLocalPort())) {
      assertThat(server.exitCode()).isEqualTo(2);
      assertThat(server.err().lines().filter(line -> line.startsWith("fairlead run: "))).hasSize(1);
      assertThat(server.err()).contains("" + taken.getLocalPort()).doesNotContain("\tat ");
      assertThat(server.out()).isEmpty();
    }
  }

  @Test
  void wrongOptionKeyAndDirectoryAreOneLineAndExit2() throws Exception {
    assertRefused("did you mean '--port'?", "run", "--prot", "1");
    assertRefused("did you mean 'fairlead.server.port'?", "run", "-Dfairlead.server.prot=1");
    assertRefused("there is no directory '/none'", "run", "--plugins", "/none");
    assertRefused("fairlead.auth.jwt.secret-file", "run", "--host", "0.0.0.0");
    Files.writeString(installation.home.resolve("conf/fairlead.yaml"), "fairlead.serverport: 1\n");
    assertRefused("fairlead.yaml, line 1", "run");
  }

  private void assertRefused(String part, String... args) throws Exception {
    try (Launched process = installation.start(args)) {
      assertThat(process.exitCode()).as(process.err()).isEqualTo(2);
      assertThat(process.err()).contains(part).hasLineCount(1);
      assertThat(process.out()).isEmpty();
    }
  }

  @Test
  void listsTheShippedPluginsAndABrokenJar() throws Exception {
    assertThat(installation.output("plugins").lines()).hasSize(4);
    Files.writeString(installation.home.resolve("plugins/broken.jar"), "no jar");
    try (Launched process = installation.start("plugins")) {
      assertThat(process.exitCode()).isEqualTo(1);
      assertThat(process.out()).contains("broken.jar", "failed");
    }
  }

  @Test
  void scriptNamesWhatIsWrongWithJava() throws Exception {
    Path old = Files.createDirectories(directory.resolve("old/bin"));
    installation.with("JAVA_HOME", directory.resolve("old").toString());
    assertRefused("there is no bin/java in it", "--version");
    Files.writeString(old.resolve("java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");
    Files.setPosixFilePermissions(
        old.resolve("java"), PosixFilePermissions.fromString("rwx------"));
    assertRefused("is Java 11; Fairlead needs 17 or newer", "--version");
    Files.writeString(directory.resolve("old/release"), "JAVA_VERSION=\"1.8.0_402\"\n");
    assertRefused("is Java 1; Fairlead needs 17 or newer", "--version");
  }

  @Test
  void scriptHonoursJavaOpts() throws Exception {
    installation.with("JAVA_OPTS", "-Xmx200m  -Dfairlead.server.port=x");
    assertRefused("fairlead.server.port: 'x' (system property)", "run");
  }

  /** What the client hears. */
  private static final class Received implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      texts.add(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }
}
