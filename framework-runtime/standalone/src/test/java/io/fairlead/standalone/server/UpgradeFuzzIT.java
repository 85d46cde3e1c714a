package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is sent instead of a handshake, the answer is one of a few, and others are served. */
class UpgradeFuzzIT {

  private static final String GOOD = RawClient.handshake("/echo", "X-End: 1");
  private static final int LINES = GOOD.split("\r\n").length;
  private static final Set<Integer> DOCUMENTED =
      Set.of(101, 400, 404, 405, 408, 413, 414, 417, 426, 431, 505);

  private static TestServer server;

  @BeforeContainer
  static void start() throws Exception {
    server = TestServer.start(Map.of("fairlead.server.handshake-timeout", "2s"));
  }

  @AfterContainer
  static void stop() {
    server.close();
  }

  @AfterProperty
  void normalClientIsServedAndNothingIsLeft() throws IOException {
    try (RawClient client = server.client().open("/echo")) {
      client.send(RawClient.text("hello"));
      assertThat(client.frame().text()).isEqualTo("hello");
    }
    await().until(() -> server.server.connections() == 0);
    await().until(() -> server.recording.sessions.isEmpty());
    Leaks.assertNone();
  }

  @Property(seed = "6455", tries = 500)
  void onlyHandshakeByTheRulesGets101AndAllOthersADocumentedStatus(
      @ForAll("requests") String request, @ForAll @IntRange(min = 1, max = 400) int chop)
      throws Exception {
    HandshakeRules rules = new HandshakeRules(request);
    try (RawClient client = server.client()) {
      boolean whole = request.contains("\r\n\r\n");
      send(client, RawClient.latin(request), chop, !whole);
      RawClient.Response response = client.response(request.startsWith("HEAD"));
      if (response.status() == 100) { // has to come before a 101, too (RFC 9110, section 7.8)
        assertThat(request).contains("Expect: 100-continue");
        response = client.response(request.startsWith("HEAD"));
      }

      assertThat(response.status()).isIn(DOCUMENTED);
      assertThat(response.text()).doesNotContain("Exception", "\tat ", "at io.", "at java");
      if (response.status() == 101) {
        assertThat(rules.kept()).as("obeys the rules").isTrue();
        assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo(rules.accept());
      } else {
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.header("Sec-WebSocket-Accept")).isNull();
      }
    } catch (EOFException e) {
      assertThat(request).as("what gets no answer").doesNotContain("\r\n\r\n");
    }
  }

  @Property(seed = "6455", tries = 200)
  void garbageIsRefusedOrItsConnectionEnds(
      @ForAll @Size(min = 1, max = 300) byte[] garbage,
      @ForAll @IntRange(min = 1, max = 100) int chop)
      throws Exception {
    try (RawClient client = server.client()) {
      send(client, garbage, chop, true);
      assertThat(client.response().status()).isIn(400, 414, 505);
      assertThat(client.ended()).isTrue();
    } catch (EOFException e) {
      // not a whole request
    }
  }

  /** In pieces; a server that has answered before all is sent need not take the rest. */
  private static void send(RawClient client, byte[] bytes, int chop, boolean end) {
    int piece = Math.max(chop, bytes.length / 200);
    try {
      for (int from = 0; from < bytes.length; from += piece) {
        client.send(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
      }
      if (end) {
        client.socket.shutdownOutput(); // so that nobody waits for the deadline
      }
    } catch (IOException e) {
      // told by the answer
    }
  }

  // --- what is sent ----------------------------------------------------------------------------

  @Provide
  Arbitrary<String> requests() {
    return changes()
        .list()
        .ofMaxSize(3)
        .map(
            changes -> {
              String request = GOOD;
              for (UnaryOperator<String> change : changes) {
                request = change.apply(request);
              }
              return request;
            });
  }

  private static Arbitrary<UnaryOperator<String>> changes() {
    return Arbitraries.oneOf(
        methods(), targets(), versions(), lines(), values(), additions(), ends(), anywhere());
  }

  private static Arbitrary<UnaryOperator<String>> methods() {
    return Arbitraries.of(
            "POST", "get", "BREW", "HEAD", "OPTIONS", "PUT", "G\0T", "", "GET GET", "\u00c4",
            " GET", "\0GET", "\nGET")
        .map(method -> all -> all.replaceFirst("^GET", method));
  }

  private static Arbitrary<UnaryOperator<String>> targets() {
    return Arbitraries.of(
            "/",
            "*",
            "",
            "echo",
            "/echo?x=y",
            "/echo?%zz",
            "/echo#x",
            "/%65cho",
            "/%45cho",
            "/nowhere",
            "/../echo",
            "/./echo",
            "//echo",
            "/echo%00",
            "/echo%2f",
            "/echo\u00e4",
            "/echo\t",
            "/echo /echo",
            "http://other/echo",
            "http:///echo",
            "ftp://other/echo",
            "/" + "a".repeat(9_000),
            "/echo?" + "a".repeat(7_000))
        .map(target -> all -> all.replaceFirst(" /echo ", " " + target + " "));
  }

  private static Arbitrary<UnaryOperator<String>> versions() {
    return Arbitraries.of(
            "HTTP/1.0",
            "HTTP/2.0",
            "HTTP/1.2",
            "HTTP/0.9",
            "http/1.1",
            "HTTP/1.1 ",
            "HTTP/11",
            "",
            "FTP/1.1",
            "HTTP/1.1\0",
            "HTTP/1.1 x",
            "HTTP/-1.1",
            "HTTP/99999999999.1")
        .map(version -> all -> all.replaceFirst("HTTP/1\\.1", version));
  }

  /** One line is dropped, stands twice, or stands elsewhere. */
  private static Arbitrary<UnaryOperator<String>> lines() {
    return Combinators.combine(
            Arbitraries.integers().between(0, LINES - 1),
            Arbitraries.integers().between(0, LINES - 1),
            Arbitraries.of("drop", "double", "move"))
        .as(
            (from, to, how) ->
                edited(
                    lines -> {
                      String line = from < lines.size() ? lines.get(from) : "";
                      if (!how.equals("double") && from < lines.size()) {
                        lines.remove((int) from);
                      }
                      if (!how.equals("drop")) {
                        lines.add(Math.min(to, lines.size()), line);
                      }
                    }));
  }

  /** One header gets another value. */
  private static Arbitrary<UnaryOperator<String>> values() {
    return Combinators.combine(
            Arbitraries.integers().between(1, LINES - 1),
            Arbitraries.of(
                "",
                " ",
                ",",
                "x",
                "0",
                "-1",
                "\t13\t",
                "13 ",
                "013",
                "13, 13",
                "13\u000b",
                "\0",
                "\u00ff",
                "\"13\"",
                "8",
                "websocket, h2c",
                "WebSocket",
                "websocket/13",
                "UPGRADE",
                "upgrade,,close",
                RawClient.KEY + "=",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25j Q==",
                "user@host",
                "host:0",
                "[::1]:80",
                "a".repeat(17_000)))
        .as(
            (at, value) ->
                edited(
                    lines -> {
                      if (at < lines.size()) {
                        lines.set(at, lines.get(at).replaceFirst(":.*", ":" + value));
                      }
                    }));
  }

  private static Arbitrary<UnaryOperator<String>> additions() {
    return Combinators.combine(
            Arbitraries.integers().between(1, LINES),
            Arbitraries.of(
                "Content-Length: 0",
                "Content-Length: 3",
                "Content-Length: -1",
                "Content-Length: 99999999999999999999",
                "Content-Length: 3, 4",
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: x",
                "Host: b",
                " folded",
                "\tfolded: 1",
                ": nameless",
                "no colon",
                "X : y",
                "X\0: y",
                "X\u00e4: y",
                "X: \r y",
                "X: \n y",
                "Expect: 100-continue",
                "Expect: 200-ok",
                "Upgrade: h2c",
                "Connection: close",
                "Origin: null",
                "Forwarded: for=\"",
                "X-Forwarded-For: ,,",
                "Authorization: ",
                "Sec-WebSocket-Protocol: ,",
                "Sec-WebSocket-Extensions: ;;=",
                "Sec-WebSocket-Extensions: permessage-deflate; a=\"",
                "X: 1\r\n".repeat(150) + "Y: 1"))
        .as((at, line) -> edited(lines -> lines.add(Math.min(at, lines.size()), line)));
  }

  /** Line ends, all of them or one. */
  private static Arbitrary<UnaryOperator<String>> ends() {
    return Combinators.combine(
            Arbitraries.of("\n", "\r", "\n\r", "\r\r\n", "\r\n ", "\u0085"),
            Arbitraries.of(true, false))
        .as(
            (end, every) ->
                all -> every ? all.replace("\r\n", end) : all.replaceFirst("\r\n", end));
  }

  /** Something is cut out, comes in, or comes first. */
  private static Arbitrary<UnaryOperator<String>> anywhere() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 300),
            Arbitraries.of(0, 0, 1, 2, 20, 1_000),
            Arbitraries.oneOf(
                Arbitraries.chars().range('\0', '\u00ff').map(String::valueOf),
                Arbitraries.of(
                    "", "\r\n", "\r\n\r\n", "\n", "\n\n", " ", "\0\0\0\0", "\u0016\u0003\u0001")))
        .as(
            (at, cut, in) ->
                all -> {
                  int from = Math.min(at, all.length());
                  int to = Math.min(from + cut, all.length());
                  return all.substring(0, from) + in + all.substring(to);
                });
  }

  private interface Edit {
    void apply(List<String> lines);
  }

  private static UnaryOperator<String> edited(Edit edit) {
    return all -> {
      int end = all.indexOf("\r\n\r\n");
      if (end < 0) {
        return all;
      }
      List<String> lines = new ArrayList<>(List.of(all.substring(0, end).split("\r\n", -1)));
      edit.apply(lines);
      return String.join("\r\n", lines) + all.substring(end);
    };
  }
}
