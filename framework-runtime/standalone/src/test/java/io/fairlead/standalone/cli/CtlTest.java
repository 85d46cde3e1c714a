package io.fairlead.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.standalone.EmbeddingExample;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.control.Answer;
import io.fairlead.standalone.control.ControlClient;
import io.fairlead.standalone.control.ControlServer;
import io.fairlead.standalone.live.Versions;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fairlead ctl} against a real server over a real socket. */
class CtlTest {

  @TempDir private Path directory;
  private Path plugins;
  private Path socket;
  private Ctl ctl;
  private Fairlead server;
  private ControlServer control;

  @BeforeEach
  void start() throws Exception {
    plugins = Files.createDirectory(directory.resolve("plugins"));
    socket = directory.resolve("run").resolve("control.sock");
    ctl = new Ctl(socket);
    Versions.drop(Versions.tagging(1), plugins, "tagging.jar");
    server =
        Fairlead.builder()
            .endpoint(EmbeddingExample.Upper.class)
            .set("fairlead.auth.jwt.secret", Tokens.SECRET)
            .set("fairlead.plugin-watch-interval", "0s")
            .plugins(plugins)
            .port(0)
            .start();
    control = ControlServer.start(socket, new ControlCommands(server));
  }

  @AfterEach
  void stop() {
    control.close();
    server.close();
  }

  private int ctl(String... words) {
    return ctl.run(words);
  }

  private String stdout() {
    return ctl.stdout();
  }

  private String stderr() {
    return ctl.stderr();
  }

  @Test
  void listsStopsStartsAndReplaces() throws Exception {
    assertThat(ctl("plugins")).isZero();
    assertThat(stdout()).contains("ID ", "tagging", "1.0", "started", "tagging.jar");
    try (Client client = Client.connect(server.uri(), "/upper", Tokens.of("alice"))) {
      assertThat(ctl("plugins", "stop", "tagging")).isZero();
      assertThat(stdout()).contains("stopped");
      client.send("a");
      assertThat(client.next()).isEqualTo("A");
      assertThat(ctl("plugins", "start", "tagging")).isZero();
      client.send("b");
      assertThat(client.next()).isEqualTo("B 1 1");
      Path next = Versions.tagging(2).writeTo(Files.createDirectory(directory.resolve("build")));
      assertThat(ctl("plugins", "replace", next.toString())).isZero();
      client.send("c");
      assertThat(client.next()).isEqualTo("C 2 2");
      assertThat(ctl("status")).isZero();
      assertThat(stdout()).contains(server.uri().toString(), "connections  1", "plugins      1");
    }
  }

  @Test
  void letsAShareTryANewVersion() throws Exception {
    Path build = Files.createDirectory(directory.resolve("build"));
    String next = Versions.tagging(2).writeTo(build).toString();
    assertThat(ctl("plugins", "replace", next, "--canary", "10", "--for", "5m")).isZero();
    assertThat(stdout()).contains("canary", "2.0", "tried by 10 % of the connections");
    assertThat(ctl("plugins")).isZero();
    assertThat(stdout()).contains("1.0", "2.0", "started", "canary");
    assertThat(ctl("plugins", "rollback", "tagging")).isZero();
    assertThat(ctl("plugins", "promote", "tagging")).isEqualTo(2);
    assertThat(stderr()).contains("no version of a plugin 'tagging' is being tried");
    assertThat(ctl("plugins", "replace", next, "--canary", "99")).isZero();
    assertThat(ctl("plugins", "promote", "tagging")).isZero();
    assertThat(ctl("plugins")).isZero();
    assertThat(stdout()).contains("2.0").doesNotContain("1.0", "canary");
    assertThat(ctl("plugins", "replace", next, "--canary", "100")).isEqualTo(2);
    assertThat(stderr()).contains("from 0 to 99");
    assertThat(ctl("plugins", "replace", next, "--canary", "5", "--for", "soon")).isEqualTo(2);
    assertThat(stderr()).contains("--for must be a duration such as");
    assertThat(ctl("plugins", "replace", next, "--for", "5m")).isEqualTo(2);
    assertThat(stderr()).contains("--for needs --canary");
  }

  @Test
  void seesWhatChangedInTheDirectory() {
    Versions.drop(Versions.tagging(3), plugins, "tagging.jar");
    assertThat(ctl("plugins", "rescan")).isZero();
    assertThat(stdout()).contains("3.0");
  }

  @Test
  void saysWhatIsWrongAndHowToMendIt() throws Exception {
    assertThat(ctl("plugins", "stop", "nobody")).isEqualTo(2);
    assertThat(stderr()).isEqualTo("fairlead ctl: there is no plugin 'nobody'\n");
    assertThat(ctl("plugins", "replace", "no-such.jar")).isEqualTo(2);
    assertThat(stderr()).contains("there is no readable file", "no-such.jar");
    Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");
    assertThat(ctl("plugins", "replace", broken.toString())).isEqualTo(2);
    assertThat(stderr()).contains("broken.jar: is no readable jar");
    assertThat(ctl("plugins", "stop")).isEqualTo(2);
    assertThat(stderr()).contains("ID");
    Answer answer = ControlClient.ask(socket, List.of("plugins", "dance"));
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.lines().get(0)).contains("does not know 'dance'");
  }

  @Test
  void saysThatNoServerListens() throws Exception {
    control.close();
    assertThat(socket).doesNotExist();
    assertThat(ctl("status")).isEqualTo(2);
    assertThat(stderr()).contains("no server listens on", "fairlead run");
    leaveASocketBehind();
    assertThat(ctl("status")).isEqualTo(2);
    assertThat(stderr()).contains("no server answers on");
  }

  private void leaveASocketBehind() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
  }

  @Test
  void takesThePlaceOfOneLeftBehindAndOfNoOther() throws Exception {
    assertThatThrownBy(() -> ControlServer.start(socket, words -> Answer.done(List.of())))
        .hasMessageContaining("another server listens on");
    control.close();
    leaveASocketBehind();
    control = ControlServer.start(socket, new ControlCommands(server));
    assertThat(ctl("status")).isZero();
    Path deep = directory.resolve("x".repeat(120)).resolve("s");
    assertThatThrownBy(() -> ControlServer.start(deep, words -> Answer.done(List.of())))
        .hasMessageContaining("longer than 100 bytes");
  }

  @Test
  void isForItsOwnerOnly() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
        .isEqualTo("rwx------");
    try (var files = Files.list(socket.getParent())) {
      assertThat(files).containsExactly(socket);
    }
  }

  @Test
  void endlessAndBrokenRequestsHurtNobody() throws Exception {
    try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        SocketChannel endless = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer much = ByteBuffer.allocate(1 << 16);
      try {
        for (int i = 0; i < 64; i++) {
          endless.write(much.clear());
        }
      } catch (IOException e) {
        assertThat(e.getMessage()).containsPattern("pipe|reset");
      }
      assertThat(ctl("status")).isZero();
      assertThat(silent.isOpen()).isTrue();
    }
  }

  @Test
  void whoTakesTooLongLosesHisPlace() throws Exception {
    control.close();
    List<String> much = Collections.nCopies(20_000, "x".repeat(40));
    control = ControlServer.start(socket, words -> Answer.done(much), Duration.ofSeconds(5));
    List<SocketChannel> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) { // as many as are served at once
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        clients.add(client);
        if (i % 2 == 0) { // asks, and does not listen; the others say nothing
          client.write(ByteBuffer.wrap("status\0".getBytes(StandardCharsets.UTF_8)));
          client.shutdownOutput();
        }
      }
      assertThatThrownBy(() -> ControlClient.ask(socket, List.of("status")))
          .isInstanceOf(IOException.class);
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> ControlClient.ask(socket, List.of("status")).lines().size() == 20_000);
      assertThat(clients.get(1).read(ByteBuffer.allocate(1))).isEqualTo(-1);
    } finally {
      for (SocketChannel each : clients) {
        each.close();
      }
    }
  }

  @Test
  void aByteNowAndThenIsNoRequest() throws Exception {
    control.close();
    control = ControlServer.start(socket, words -> Answer.done(List.of()), Duration.ofMillis(500));
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> client.write(ByteBuffer.wrap(new byte[] {'a'})))
                      .isInstanceOf(IOException.class));
    }
  }

  @Test
  void aCommandThatFailsIsOneLine() throws Exception {
    control.close();
    control =
        ControlServer.start(
            socket,
            words -> {
              throw new IllegalStateException("secret");
            });
    assertThat(ctl("status")).isEqualTo(1);
    assertThat(stderr()).isEqualTo("fairlead ctl: failed: IllegalStateException; see the log\n");
  }
}
