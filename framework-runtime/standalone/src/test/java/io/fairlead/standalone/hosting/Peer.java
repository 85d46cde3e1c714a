package io.fairlead.standalone.hosting;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A real client that notes what it sees: the WebSocket of the JDK. */
public final class Peer implements WebSocket.Listener {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final List<String> events = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder binary = new StringBuilder();
  private WebSocket socket;
  private volatile boolean closing;

  static Peer connect(URI uri, List<String> subprotocols, Map<String, String> headers) {
    Peer peer = new Peer();
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    if (!subprotocols.isEmpty()) {
      builder.subprotocols(
          subprotocols.get(0), subprotocols.stream().skip(1).toArray(String[]::new));
    }
    headers.forEach(builder::header);
    try {
      peer.socket = builder.buildAsync(uri, peer).orTimeout(15, TimeUnit.SECONDS).join();
      if (!subprotocols.isEmpty()) {
        peer.note("subprotocol:" + peer.socket.getSubprotocol());
      }
    } catch (CompletionException e) {
      peer.note(
          e.getCause() instanceof WebSocketHandshakeException refused
              ? "refused:" + refused.getResponse().statusCode()
              : "refused");
    }
    return peer;
  }

  private void note(String event) {
    synchronized (events) {
      events.add(event);
    }
  }

  List<String> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /** Waits for that many events in all. */
  public void await(int count) {
    Patience.await("the client, now " + events()).until(() -> events().size() >= count);
  }

  boolean connected() {
    return socket != null;
  }

  /** Whether the script has ended it by itself. */
  boolean closing() {
    return closing;
  }

  boolean over() {
    return events().stream()
        .anyMatch(e -> e.startsWith("close:") || e.startsWith("refused") || e.equals("lost"));
  }

  // --- sending -----------------------------------------------------------------------------------

  public void text(String message) {
    text(message, true);
  }

  public void text(String part, boolean last) {
    socket.sendText(part, last).join();
  }

  public void binary(byte[] message) {
    binary(message, true);
  }

  public void binary(byte[] part, boolean last) {
    socket.sendBinary(ByteBuffer.wrap(part), last).join();
  }

  public void pong(byte[] data) {
    socket.sendPong(ByteBuffer.wrap(data)).join();
  }

  public void ping(byte[] data) {
    socket.sendPing(ByteBuffer.wrap(data)).join();
  }

  public void close(int code, String reason) {
    closing = true;
    socket.sendClose(code, reason).join();
  }

  public void abort() {
    socket.abort();
    note("lost");
  }

  // --- receiving ---------------------------------------------------------------------------------

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      note("text:" + text);
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    binary.append(hex(data));
    if (last) {
      note("binary:" + binary);
      binary.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPing(WebSocket from, ByteBuffer data) {
    note("ping:" + hex(data));
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
    note("pong:" + hex(data));
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    note("close:" + code + ":" + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    note("lost");
  }

  static String hex(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
