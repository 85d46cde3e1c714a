package io.fairlead.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.connection.Connection;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.standalone.EmbeddingExample;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.control.Answer;
import io.fairlead.standalone.control.ControlClient;
import io.fairlead.standalone.control.ControlServer;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Policy, revocations and connections by {@code fairlead ctl}, with real clients. */
@Timeout(120)
class CtlSecurityTest {

  @TempDir private Path directory;
  private Path file;
  private Path socket;
  private Fairlead server;
  private ControlServer control;
  private Ctl ctl;

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("fairlead.yaml");
    write("    jwt:", "      secret: " + Tokens.SECRET);
    FairleadConfig config =
        FairleadConfig.loader()
            .environment(Map.of())
            .systemProperties(new Properties())
            .overrides(Map.of("fairlead.server.port", "0"), "the test")
            .file(file)
            .load();
    server = Fairlead.builder().endpoint(EmbeddingExample.Upper.class).config(config).start();
    socket = directory.resolve("run").resolve("control.sock");
    control = ControlServer.start(socket, new ControlCommands(server));
    ctl = new Ctl(socket);
  }

  @AfterEach
  void stop() {
    control.close();
    server.close();
  }

  /** The files are not looked at by themselves here. */
  private void write(String... lines) throws IOException {
    Files.writeString(
        file, "fairlead:\n  auth:\n    reload-interval: 0s\n" + String.join("\n", lines) + "\n");
  }

  private Client connect(String token) throws IOException {
    return Client.connect(server.uri(), "/upper", token);
  }

  private void assertOpen(Client client) throws Exception {
    client.send("still");
    assertThat(client.next()).isEqualTo("STILL");
  }

  @Test
  void showsThePolicyWithoutItsSecret() {
    assertThat(ctl.run("policy", "show")).isZero();
    assertThat(ctl.stdout())
        .startsWith("policy 1\n")
        .containsPattern("fairlead\\.auth\\.mode +jwt\n")
        .containsPattern("fairlead\\.auth\\.jwt\\.algorithms +HS256\n")
        .containsPattern("fairlead\\.auth\\.jwt\\.secret +\\(secret\\)\n")
        .doesNotContain(Tokens.SECRET);
    String shown = ctl.stdout();
    assertThat(ctl.run("policy")).isZero();
    assertThat(ctl.stdout()).isEqualTo(shown);
  }

  @Test
  void reloadsThePolicyAndJudgesAnewWhereItIsAsked() throws Exception {
    try (Client alice = connect(Tokens.of("alice", "tenant", "acme"));
        Client bob = connect(Tokens.of("bob"))) {
      write("    jwt:", "      secret: " + Tokens.SECRET, "      required-claims: tenant=acme");
      assertThat(ctl.run("policy", "reload")).isZero();
      assertThat(ctl.stdout()).isEqualTo("policy 2 is in force\n");
      assertOpen(bob);
      assertThatThrownBy(() -> connect(Tokens.of("bob"))).hasMessageContaining("403");
      assertThat(ctl.run("policy", "reload", "--recheck")).isZero();
      assertThat(ctl.stdout()).isEqualTo("policy 3 is in force\n1 connection was closed\n");
      assertThat(bob.closeCode()).isEqualTo(4403);
      assertOpen(alice);
    }
  }

  @Test
  void aBadFileLeavesThePolicyBeforeInForce() throws Exception {
    write("    jwt:", "      secret: short", "    mod: none");
    assertThat(ctl.run("policy", "reload", "--recheck")).isEqualTo(2);
    assertThat(ctl.stdout()).isEmpty();
    assertThat(ctl.stderr())
        .startsWith("fairlead ctl: the security policy was not reloaded, the one before stays")
        .contains("unknown key 'fairlead.auth.mod'");
    assertThat(server.policies().version()).isEqualTo(1);
    try (Client client = connect(Tokens.of("alice"))) {
      assertOpen(client);
    }
  }

  /** Its jti. */
  private static String id(String token) {
    byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    Matcher matcher =
        Pattern.compile("\"jti\":\"([^\"]+)\"").matcher(new String(claims, StandardCharsets.UTF_8));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  @Test
  void revokesATokenASubjectAndAConnection() throws Exception {
    String token = Tokens.of("alice");
    try (Client first = connect(token);
        Client second = connect(Tokens.of("alice"));
        Client bob = connect(Tokens.of("bob"))) {
      assertThat(ctl.run("revoke", "--token", id(token), "--for", "8h")).isZero();
      assertThat(ctl.stdout()).startsWith("1 connection was closed\nthe token is refused until 2");
      assertThat(first.closeCode()).isEqualTo(4403);
      assertThatThrownBy(() -> connect(token)).hasMessageContaining("403");
      assertOpen(second);

      assertThat(ctl.run("revoke", "--subject", "alice")).isZero();
      assertThat(ctl.stdout()).contains("1 connection was closed", "issued before now");
      assertThat(second.closeCode()).isEqualTo(4403);
      assertOpen(bob);

      String id =
          server.connections().byPrincipal("bob").stream()
              .map(Connection::id)
              .findFirst()
              .orElseThrow();
      assertThat(ctl.run("revoke", "--connection", id)).isZero();
      assertThat(ctl.stdout()).isEqualTo("1 connection was closed\n");
      assertThat(bob.closeCode()).isEqualTo(4403);
    }
  }

  @Test
  void saysWhatIsWrongAndHowToMendIt() throws Exception {
    assertThat(ctl.run("revoke", "--connection", "nobody")).isEqualTo(2);
    assertThat(ctl.stderr()).isEqualTo("fairlead ctl: there is no open connection 'nobody'\n");
    assertThat(ctl.run("revoke")).isEqualTo(2);
    assertThat(ctl.stderr()).contains("--token");
    assertThat(ctl.run("revoke", "--token", "a", "--subject", "b")).isEqualTo(2);
    assertThat(ctl.stderr()).contains("mutually exclusive");
    assertThat(ctl.run("revoke", "--token", Tokens.of("alice"))).isEqualTo(2);
    assertThat(ctl.stderr()).contains("this is a whole token").doesNotContain("eyJ");
    assertThat(ctl.run("revoke", "--subject", "alice", "--for", "soon")).isEqualTo(2);
    assertThat(ctl.stderr()).contains("--for: 'soon' must be a duration");
    assertThat(ctl.run("revoke", "--subject", "alice", "--for", "0s")).isEqualTo(2);
    assertThat(ctl.stderr()).contains("--for: '0s' must be at least 1s");
    assertThat(ctl.run("revoke", "--subject", " ")).isEqualTo(2);
    assertThat(ctl.stderr()).contains("must not be blank");
    assertThat(ctl.run("revoke", "--connection", "a", "--for", "1h")).isEqualTo(2);
    assertThat(ctl.stderr()).contains("--for: a connection is closed and not remembered");
    assertThat(ctl.run("policy", "dance")).isEqualTo(2);
    for (List<String> each :
        List.of(
            List.of("policy", "dance"),
            List.of("revoke", "token", "a"),
            List.of("revoke", "all", "a", "PT1H"),
            List.of("connections", "all"))) {
      Answer answer = ControlClient.ask(socket, each);
      assertThat(answer.exitCode()).isEqualTo(2);
      assertThat(answer.lines().get(0)).contains("does not know '" + String.join(" ", each));
    }
    assertThat(ControlClient.ask(socket, List.of("revoke", "token", "a", "1h")).exitCode())
        .isEqualTo(2);
    for (String word : List.of("policy", "revoke", "connections")) {
      assertThat(ctl.run(word, "--help")).isZero();
      assertThat(ctl.stdout()).contains("fairlead ctl " + word);
    }
  }

  @Test
  void listsConnectionsUpToALimit() throws Exception {
    assertThat(ctl.run("connections")).isZero();
    assertThat(ctl.stdout()).isEqualTo("0 of 0 connections\n");
    try (Client first = connect(Tokens.of("alice"));
        Client second = connect(Tokens.of("alice"));
        Client bob = connect(Tokens.of("b".repeat(80)))) {
      assertOpen(first);
      assertOpen(second);
      assertOpen(bob);
      assertThat(ctl.run("connections")).isZero();
      assertThat(ctl.stdout())
          .contains("ID ", "alice", "127.0.0.1", "/upper", "b".repeat(59) + "…")
          .endsWith("\n3 of 3 connections\n");
      assertThat(ctl.run("connections", "--principal", "alice", "--limit", "1")).isZero();
      assertThat(ctl.stdout().lines()).hasSize(3).last().isEqualTo("1 of 2 connections");
      assertThat(ctl.run("connections", "--limit", "0")).isZero();
      assertThat(ctl.stdout()).isEqualTo("0 of 3 connections\n");
      assertThat(ctl.run("connections", "--limit", "1001")).isEqualTo(2);
      assertThat(ctl.stderr()).contains("--limit: must be from 0 to 1000");
    }
  }
}
