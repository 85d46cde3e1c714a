package io.fairlead.core.hosting;

import io.fairlead.api.connection.InboundMessage;
import io.fairlead.core.inbound.Receiver;
import io.fairlead.core.plugin.ContributionSet;
import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Enters the context of a connection around each of its endpoint's callbacks. */
final class SurroundedReceiver implements Receiver {

  private final Receiver endpoint;
  private final CallbackContext.OfConnection context;

  SurroundedReceiver(Receiver endpoint, CallbackContext.OfConnection context) {
    this.endpoint = endpoint;
    this.context = context;
  }

  /** Enters the context by itself, where it calls anything. */
  @Override
  public void turn(ContributionSet now) throws Exception {
    endpoint.turn(now);
  }

  @Override
  public void onOpen() throws Exception {
    try (CallbackContext.Scope scope = context.enter()) {
      endpoint.onOpen();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onMessage(InboundMessage message) throws Exception {
    try (CallbackContext.Scope scope = context.enter()) {
      return endpoint.onMessage(message);
    }
  }

  @Override
  public void onPong(ByteBuffer data) throws Exception {
    try (CallbackContext.Scope scope = context.enter()) {
      endpoint.onPong(data);
    }
  }

  @Override
  public boolean onError(Throwable error) throws Exception {
    try (CallbackContext.Scope scope = context.enter()) {
      return endpoint.onError(error);
    }
  }

  @Override
  public void onClose(CloseReason reason) throws Exception {
    try (CallbackContext.Scope scope = context.enter()) {
      endpoint.onClose(reason);
    }
  }

  @Override
  public void release() throws Exception {
    try (CallbackContext.Scope scope = context.enter()) {
      endpoint.release();
    } finally {
      context.ended();
    }
  }

  @Override
  public boolean takesParts(InboundMessage.Kind kind) {
    return endpoint.takesParts(kind);
  }
}
