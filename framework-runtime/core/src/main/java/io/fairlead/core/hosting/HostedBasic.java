package io.fairlead.core.hosting;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.transport.OutboundFrame;
import jakarta.websocket.EncodeException;
import jakarta.websocket.RemoteEndpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The blocking remote: returns when the message is queued. Where there is no room it waits up to
 * the send timeout, then throws; on an event loop it throws at once.
 */
final class HostedBasic extends HostedRemote implements RemoteEndpoint.Basic {

  private final Supplier<Coders> coders;
  private @Nullable PartialSends parts; // few ever send any

  HostedBasic(DefaultConnection connection, Supplier<Coders> coders) {
    super(connection);
    this.coders = coders;
  }

  private synchronized PartialSends parts() {
    if (parts == null) {
      parts = new PartialSends(connection());
    }
    return parts;
  }

  @Override
  void sendControl(OutboundFrame frame) throws IOException {
    connection().sendBlocking(frame);
  }

  private void send(OutboundMessage message) throws IOException {
    connection().sendBlocking(OutboundFrame.whole(message));
  }

  @Override
  public void sendText(String text) throws IOException {
    send(OutboundMessage.text(given(text, "text")));
  }

  @Override
  public void sendBinary(ByteBuffer data) throws IOException {
    send(OutboundMessage.binary(given(data, "data")));
  }

  @Override
  public void sendText(String partialMessage, boolean isLast) throws IOException {
    parts().text(this, given(partialMessage, "partialMessage"), isLast);
  }

  @Override
  public void sendBinary(ByteBuffer partialByte, boolean isLast) throws IOException {
    parts().binary(this, given(partialByte, "partialByte"), isLast);
  }

  @Override
  public OutputStream getSendStream() {
    return new SendStream(parts());
  }

  @Override
  public Writer getSendWriter() {
    return new SendWriter(parts());
  }

  @Override
  public void sendObject(Object data) throws IOException, EncodeException {
    send(coders.get().encode(given(data, "data")));
  }
}
