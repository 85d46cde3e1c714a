package io.fairlead.testkit;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.core.inbound.Receiver;
import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The endpoint's end: records, then does what the stub does. */
final class RecordingReceiver implements Receiver {

  private final Connection connection;
  private final EndpointStub stub;
  private final List<InboundMessage> messages = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();

  RecordingReceiver(Connection connection, EndpointStub stub) {
    this.connection = connection;
    this.stub = stub;
  }

  List<InboundMessage> messages() {
    return List.copyOf(messages);
  }

  List<Throwable> errors() {
    return List.copyOf(errors);
  }

  @Override
  public @Nullable CompletionStage<?> onMessage(InboundMessage message) throws Exception {
    messages.add(message);
    stub.onMessage(connection, message);
    return null;
  }

  @Override
  public boolean onError(Throwable error) {
    errors.add(error);
    return true;
  }

  @Override
  public void onOpen() {}

  @Override
  public void onPong(ByteBuffer data) {}

  @Override
  public void onClose(CloseReason reason) {}

  @Override
  public boolean takesParts(InboundMessage.Kind kind) {
    return stub.takesParts();
  }
}
