package io.fairlead.testkit;

import io.fairlead.api.admission.Metadata;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.ConnectionState;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.OutboundQueue;
import io.fairlead.api.connection.RoundTripTime;
import io.fairlead.api.connection.Scope;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.inbound.Pipeline;
import io.fairlead.core.transport.OutboundFrame;
import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real connection, with its real outbound queue, between a client that the test plays and an
 * endpoint that records. Made by {@link PluginHarness#connect}. Safe for any thread.
 */
public final class RecordedConnection implements Connection {

  private final DefaultConnection connection;
  private final RecordedTransport transport;
  private final RecordingReceiver receiver;
  private final Pipeline pipeline;

  RecordedConnection(
      DefaultConnection connection,
      RecordedTransport transport,
      RecordingReceiver receiver,
      Pipeline pipeline) {
    this.connection = connection;
    this.transport = transport;
    this.receiver = receiver;
    this.pipeline = pipeline;
  }

  // --- the client's side -------------------------------------------------------------------------

  /** The client sends a text; returns when all handlers that decide at once have done so. */
  public RecordedConnection clientSends(String text) {
    pipeline.text(text, true);
    return this;
  }

  /** The client sends bytes; returns when all handlers that decide at once have done so. */
  public RecordedConnection clientSends(ByteBuffer bytes) {
    pipeline.binary(bytes, true);
    return this;
  }

  /** The client sends a part of a text. */
  public RecordedConnection clientSendsPart(String text, boolean last) {
    pipeline.text(text, last);
    return this;
  }

  /** The client closes; connection listeners have heard of it on return. */
  public void clientCloses(CloseReason.CloseCode code) {
    transport.close(new CloseReason(code, ""));
  }

  /** The messages that the client got, in order. */
  public List<OutboundMessage> sent() {
    return transport.frames().stream()
        .filter(frame -> !frame.control())
        .map(OutboundFrame::message)
        .toList();
  }

  /** The texts among {@link #sent}. */
  public List<String> sentTexts() {
    return sent().stream().filter(OutboundMessage::isText).map(OutboundMessage::text).toList();
  }

  /** How the connection ended, whoever ended it; empty while it is open. */
  public Optional<CloseReason> closeReason() {
    return transport.ended();
  }

  /** The client stops taking what is sent to it, so that the outbound queue fills up. */
  public void stallWrites() {
    transport.stall();
  }

  /** The client takes what is sent to it again. */
  public void resumeWrites() {
    transport.flow();
  }

  // --- the endpoint's side -----------------------------------------------------------------------

  /** The messages that came through the handlers, in order. */
  public List<InboundMessage> endpointMessages() {
    return receiver.messages();
  }

  /** The texts among {@link #endpointMessages}. */
  public List<String> endpointTexts() {
    return endpointMessages().stream()
        .filter(message -> message.kind() == InboundMessage.Kind.TEXT)
        .map(InboundMessage::text)
        .toList();
  }

  /** What reached the endpoint's {@code @OnError}, in order. */
  public List<Throwable> endpointErrors() {
    return receiver.errors();
  }

  // --- the connection that the plugin sees -------------------------------------------------------

  @Override
  public String id() {
    return connection.id();
  }

  @Override
  public ConnectionState state() {
    return connection.state();
  }

  @Override
  public String path() {
    return connection.path();
  }

  @Override
  public Map<String, String> pathParameters() {
    return connection.pathParameters();
  }

  @Override
  public Optional<String> subprotocol() {
    return connection.subprotocol();
  }

  @Override
  public NetworkContext network() {
    return connection.network();
  }

  @Override
  public SecurityContext security() {
    return connection.security();
  }

  @Override
  public Metadata metadata() {
    return connection.metadata();
  }

  @Override
  public SendOutcome send(OutboundMessage message) {
    return connection.send(message);
  }

  @Override
  public OutboundQueue outbound() {
    return connection.outbound();
  }

  /** Empty: there are no pings here. */
  @Override
  public Optional<RoundTripTime> roundTripTime() {
    return connection.roundTripTime();
  }

  /** Is checked, and has no other effect: there are no pings here. */
  @Override
  public void heartbeat(Duration interval, Duration timeout) {
    connection.heartbeat(interval, timeout);
  }

  /** The real one: tasks run on threads of their own, and are cancelled when the client closes. */
  @Override
  public Scope scope() {
    return connection.scope();
  }

  @Override
  public void close(CloseReason reason) {
    connection.close(reason);
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return connection.unwrap(type);
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}
