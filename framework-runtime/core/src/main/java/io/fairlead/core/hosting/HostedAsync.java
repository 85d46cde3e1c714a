package io.fairlead.core.hosting;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.transport.OutboundFrame;
import jakarta.websocket.EncodeException;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The remote that never blocks: a send is done when its bytes were written, and fails at once where
 * the queue has no room. After {@link #setSendTimeout} it is reported as failed when that time is
 * over; the message stays in its place in the queue.
 */
final class HostedAsync extends HostedRemote implements RemoteEndpoint.Async {

  private static final Logger LOG = LogManager.getLogger(HostedAsync.class);

  private final Supplier<Coders> coders;
  private final Executor callbacks;
  private final CallbackContext.OfConnection context;
  private volatile long sendTimeoutMillis = -1;

  HostedAsync(
      DefaultConnection connection,
      Supplier<Coders> coders,
      Executor callbacks,
      CallbackContext.OfConnection context) {
    super(connection);
    this.context = context;
    this.coders = coders;
    this.callbacks = callbacks;
  }

  @Override
  void sendControl(OutboundFrame frame) throws IOException {
    if (!connection().send(frame).accepted()) {
      throw new IOException("the connection is closing, or its outbound queue is full");
    }
  }

  @Override
  public long getSendTimeout() {
    return sendTimeoutMillis;
  }

  @Override
  public void setSendTimeout(long timeoutmillis) {
    sendTimeoutMillis = timeoutmillis;
  }

  @Override
  public Future<Void> sendText(String text) {
    return send(OutboundMessage.text(given(text, "text")));
  }

  @Override
  public void sendText(String text, SendHandler handler) {
    given(handler, "handler");
    report(send(OutboundMessage.text(given(text, "text"))), handler);
  }

  @Override
  public Future<Void> sendBinary(ByteBuffer data) {
    return send(OutboundMessage.binary(given(data, "data")));
  }

  @Override
  public void sendBinary(ByteBuffer data, SendHandler handler) {
    given(handler, "handler");
    report(send(OutboundMessage.binary(given(data, "data"))), handler);
  }

  @Override
  public Future<Void> sendObject(Object data) {
    return encodeAndSend(given(data, "data"));
  }

  @Override
  public void sendObject(Object data, SendHandler handler) {
    given(handler, "handler");
    report(encodeAndSend(given(data, "data")), handler);
  }

  private CompletableFuture<Void> encodeAndSend(Object data) {
    OutboundMessage message;
    try {
      message = coders.get().encode(data);
    } catch (EncodeException | IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return send(message);
  }

  private CompletableFuture<Void> send(OutboundMessage message) {
    CompletionStage<Void> written = connection().send(message).completion();
    long timeout = sendTimeoutMillis;
    CompletableFuture<Void> result = written.toCompletableFuture();
    return timeout <= 0 ? result : result.orTimeout(timeout, TimeUnit.MILLISECONDS);
  }

  private void report(CompletableFuture<Void> written, SendHandler handler) {
    written.whenComplete(
        (done, failure) -> {
          try {
            callbacks.execute(() -> tell(handler, failure)); // it may block, and this thread not
          } catch (RejectedExecutionException e) {
            tell(handler, failure); // the server stops
          }
        });
  }

  private void tell(SendHandler handler, @Nullable Throwable failure) {
    try (CallbackContext.Scope scope = context.enter()) {
      handler.onResult(failure == null ? new SendResult() : new SendResult(readable(failure)));
    } catch (RuntimeException e) {
      LOG.warn("a SendHandler of {} failed", connection(), e);
    }
  }

  private Throwable readable(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof TimeoutException
        ? new IOException("not written within " + sendTimeoutMillis + " ms", cause)
        : cause;
  }
}
