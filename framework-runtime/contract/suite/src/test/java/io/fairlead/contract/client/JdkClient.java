package io.fairlead.contract.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The JDK's client, which knows nothing of this project, for tests that wait. */
public final class JdkClient implements WebSocket.Listener, AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private volatile WebSocket socket;

  private JdkClient() {}

  /** Connects with a token. */
  public static JdkClient connect(URI server, String path, String token) {
    JdkClient client = new JdkClient();
    URI uri = URI.create(server.toString().replaceFirst("^http", "ws") + path);
    client.socket =
        HTTP.newWebSocketBuilder()
            .connectTimeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .buildAsync(uri, client)
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
    return client;
  }

  /** Sends text. */
  public void send(String message) {
    socket.sendText(message, true).orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** The next text message. */
  public String next() throws InterruptedException {
    String message = received.poll(30, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message in 30 s; closed: " + closed);
    }
    return message;
  }

  /** The close code, 1006 where the connection was lost. */
  public int closeCode() throws Exception {
    return closed.get(30, TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      received.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(1006);
  }

  @Override
  public void close() {
    socket
        .sendClose(WebSocket.NORMAL_CLOSURE, "")
        .orTimeout(30, TimeUnit.SECONDS)
        .exceptionally(e -> socket)
        .join();
    socket.abort();
  }
}
