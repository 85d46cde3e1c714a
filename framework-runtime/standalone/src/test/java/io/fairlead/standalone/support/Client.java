package io.fairlead.standalone.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The JDK's WebSocket client, for tests that wait. */
public final class Client implements WebSocket.Listener, AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private WebSocket socket;

  private Client() {}

  /**
   * Connects.
   *
   * @throws IOException with the status where the handshake was refused
   */
  public static Client connect(URI server, String path, String token, String... headers)
      throws IOException {
    Client client = new Client();
    WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(30));
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    String scheme = server.getScheme().equals("https") ? "wss" : "ws";
    URI uri = URI.create(scheme + "://" + server.getAuthority() + path);
    try {
      client.socket = builder.buildAsync(uri, client).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        throw new IOException("refused with " + refused.getResponse().statusCode(), refused);
      }
      throw new IOException(e.getCause());
    }
    return client;
  }

  public void send(String message) {
    socket.sendText(message, true).join();
  }

  public String next() throws InterruptedException {
    String message = received.poll(30, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message in 30 s; closed: " + closed);
    }
    return message;
  }

  public int closeCode() throws Exception {
    return closed.get(30, TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      received.add(text.toString());
      text.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closed.complete(statusCode);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(1006);
  }

  @Override
  public void close() throws Exception {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(e -> socket).join();
    socket.abort();
  }
}
