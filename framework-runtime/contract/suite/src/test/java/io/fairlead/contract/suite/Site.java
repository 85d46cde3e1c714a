package io.fairlead.contract.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Response;
import io.fairlead.contract.client.Tokens;
import io.fairlead.contract.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The contract's application on a running server, and the file with what its side saw. */
final class Site {

  private static final AtomicInteger TAGS = new AtomicInteger();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Server server;
  private final Path events;
  private final Path plugins;

  Site(Server server, Path events, Path plugins) {
    this.server = server;
    this.events = events;
    this.plugins = plugins;
  }

  /** The plugin directory outside of the WAR. */
  Path plugins() {
    return plugins;
  }

  Server server() {
    return server;
  }

  /** The header that lets somebody in. */
  static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  /** A new name for a connection. */
  static String tag(String prefix) {
    return prefix + "-" + TAGS.incrementAndGet() + ".";
  }

  /** A path of the application as the server has it. */
  String path(String path) {
    return server.base().getRawPath() + path;
  }

  RawClient connect() throws IOException {
    return RawClient.connect(server.base());
  }

  /** Opens a connection as alice. */
  RawClient open(String path) throws IOException {
    return open(path, Tokens.of("alice"));
  }

  RawClient open(String path, String token) throws IOException {
    return connect().open(path(path), bearer(token));
  }

  /** Sends a handshake with these headers and nothing else, and hands out the answer. */
  Response handshake(String path, String... headers) throws IOException {
    try (RawClient client = connect()) {
      return client.send(client.handshake(path(path), headers)).response();
    }
  }

  /** One connection: sends these frames, and hands out the text that comes back. */
  String exchange(String path, byte[]... frames) throws IOException {
    try (RawClient client = open(path)) {
      for (byte[] frame : frames) {
        client.send(frame);
      }
      String answer = client.text();
      client.shake(1000, "");
      return answer;
    }
  }

  /** A plain request. */
  Response get(String path) throws IOException, InterruptedException {
    return exchange(HttpRequest.newBuilder(URI.create(server.base() + path)));
  }

  /** A POST without a body. */
  Response post(String path, String header) throws IOException, InterruptedException {
    String[] both = header.split(": ", 2);
    return exchange(
        HttpRequest.newBuilder(URI.create(server.base() + path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .header(both[0], both[1]));
  }

  private static Response exchange(HttpRequest.Builder builder)
      throws IOException, InterruptedException {
    HttpRequest request = builder.timeout(Duration.ofSeconds(30)).build();
    HttpResponse<String> reply = HTTP.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    Map<String, List<String>> headers = reply.headers().map();
    return new Response(reply.statusCode(), headers, reply.body());
  }

  /** The lines so far that begin like this. */
  List<String> events(String start) {
    return allEvents().stream().filter(line -> line.startsWith(start)).toList();
  }

  /** All lines so far. */
  List<String> allEvents() {
    try {
      return Files.exists(events) ? Files.readString(events).lines().toList() : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often each line was written. */
  Map<String, Long> counted(String start) {
    return events(start).stream().collect(Collectors.groupingBy(l -> l, Collectors.counting()));
  }

  /** Waits for a line that begins like this, and hands out the first. */
  String awaitEvent(String start) {
    await("an event '" + start + "'")
        .atMost(Duration.ofSeconds(30))
        .until(() -> !events(start).isEmpty());
    return events(start).get(0);
  }

  /**
   * Lives through a whole connection, so that what the server had to do for earlier ones is most
   * likely done.
   */
  void settle() throws IOException {
    String tag = tag("settle");
    try (RawClient client = open("/echo?id=" + tag)) {
      client.send("settle").text();
      client.shake(1000, "");
    }
    awaitEvent("close " + tag);
  }

  /** Waits for the close of a connection; hands out the line's rest, and that there is one only. */
  String closed(String tag) throws IOException {
    awaitEvent("close " + tag + " ");
    settle();
    List<String> all = events("close " + tag + " ");
    if (all.size() != 1) {
      throw new AssertionError("@OnClose was called more than once: " + all);
    }
    return all.get(0).substring("close  ".length() + tag.length()).strip();
  }
}
