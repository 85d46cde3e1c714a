package io.fairlead.core.hosting;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.ConnectionState;
import io.fairlead.core.connection.DefaultConnection;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The session that a hosted endpoint gets: what it sends goes through the connection's queue, what
 * it knows of the handshake comes from the server's own session below.
 */
final class HostedSession implements Session {

  private final Session raw;
  private final DefaultConnection connection;
  private final Hosting hosting;
  private final HostedBasic basic;
  private final HostedAsync async;
  private volatile Coders coders;
  private volatile HandlerTable handlers;
  private volatile int maxText;
  private volatile int maxBinary;

  HostedSession(
      Session raw,
      DefaultConnection connection,
      Hosting hosting,
      Coders coders,
      HandlerTable handlers,
      CallbackContext.OfConnection context,
      int maxMessageBytes) {
    this.raw = raw;
    this.connection = connection;
    this.hosting = hosting;
    this.handlers = handlers;
    this.coders = coders;
    this.basic = new HostedBasic(connection, this::coders);
    this.async = new HostedAsync(connection, this::coders, hosting.services().callbacks(), context);
    this.maxText = maxMessageBytes;
    this.maxBinary = maxMessageBytes;
  }

  private Coders coders() {
    return coders;
  }

  /** Goes on with what belongs to another version of the endpoint. */
  void use(Coders nextCoders, HandlerTable nextHandlers) {
    coders = nextCoders;
    handlers = nextHandlers;
  }

  private void checkOpen() {
    if (!isOpen()) {
      throw new IllegalStateException("the session is closed");
    }
  }

  @Override
  public boolean isOpen() {
    return connection.state().compareTo(ConnectionState.CLOSING) < 0;
  }

  @Override
  public String getId() {
    return connection.id();
  }

  // --- sending ---------------------------------------------------------------------------------

  @Override
  public RemoteEndpoint.Basic getBasicRemote() {
    checkOpen();
    return basic;
  }

  @Override
  public RemoteEndpoint.Async getAsyncRemote() {
    checkOpen();
    return async;
  }

  @Override
  public void close() {
    connection.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, null));
  }

  @Override
  public void close(CloseReason closeReason) {
    checkOpen();
    connection.close(HostedRemote.given(closeReason, "closeReason"));
  }

  // --- handlers --------------------------------------------------------------------------------

  @Override
  public void addMessageHandler(MessageHandler handler) {
    checkOpen();
    handlers.add(HostedRemote.given(handler, "handler"));
  }

  @Override
  public <T> void addMessageHandler(Class<T> type, MessageHandler.Whole<T> handler) {
    checkOpen();
    handlers.add(type, HostedRemote.given(handler, "handler"), false);
  }

  @Override
  public <T> void addMessageHandler(Class<T> type, MessageHandler.Partial<T> handler) {
    checkOpen();
    handlers.add(type, HostedRemote.given(handler, "handler"), true);
  }

  @Override
  public Set<MessageHandler> getMessageHandlers() {
    return handlers.added();
  }

  @Override
  public void removeMessageHandler(MessageHandler handler) {
    checkOpen();
    handlers.remove(handler);
  }

  // --- limits ----------------------------------------------------------------------------------

  @Override
  public long getMaxIdleTimeout() {
    return connection.heartbeat().idleLimit().toMillis();
  }

  @Override
  public void setMaxIdleTimeout(long milliseconds) {
    checkOpen();
    connection.heartbeat().idleLimit(Duration.ofMillis(Math.max(0, milliseconds)));
  }

  @Override
  public int getMaxTextMessageBufferSize() {
    return maxText;
  }

  @Override
  public void setMaxTextMessageBufferSize(int length) {
    checkOpen();
    maxText = length;
  }

  @Override
  public int getMaxBinaryMessageBufferSize() {
    return maxBinary;
  }

  @Override
  public void setMaxBinaryMessageBufferSize(int length) {
    checkOpen();
    maxBinary = length;
  }

  // --- what the handshake brought --------------------------------------------------------------

  @Override
  public Map<String, String> getPathParameters() {
    return connection.pathParameters();
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    Identity identity = connection.security().identity();
    return identity.isAnonymous() ? null : identity;
  }

  @Override
  public String getNegotiatedSubprotocol() {
    return connection.subprotocol().orElse("");
  }

  @Override
  public Set<Session> getOpenSessions() {
    return hosting.sessions().stream()
        .filter(HostedSession::isOpen)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Map<String, Object> getUserProperties() {
    return raw.getUserProperties();
  }

  @Override
  public WebSocketContainer getContainer() {
    return raw.getContainer();
  }

  @Override
  public String getProtocolVersion() {
    return raw.getProtocolVersion();
  }

  @Override
  public List<Extension> getNegotiatedExtensions() {
    return raw.getNegotiatedExtensions();
  }

  @Override
  public boolean isSecure() {
    return raw.isSecure();
  }

  @Override
  public URI getRequestURI() {
    URI asked = connection.transport().requestUri();
    return asked != null ? asked : raw.getRequestURI();
  }

  @Override
  public Map<String, List<String>> getRequestParameterMap() {
    // not the server's: one holds no query, another mixes it with the path the other way round
    return QueryParameters.of(raw.getQueryString(), getPathParameters());
  }

  @Override
  public @Nullable String getQueryString() {
    return raw.getQueryString();
  }

  @Override
  public String toString() {
    return "session of " + connection;
  }
}
