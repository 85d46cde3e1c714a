package io.fairlead.standalone.tyrus;

import io.fairlead.core.transport.Transport.Completion;
import java.nio.ByteBuffer;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/** What the engine writes to: pongs, close frames, and messages of endpoints not hosted. */
final class EngineWriter extends Writer {

  private final NettyTransport transport;

  EngineWriter(NettyTransport transport) {
    this.transport = transport;
  }

  @Override
  public void write(ByteBuffer frame, @Nullable CompletionHandler<ByteBuffer> handler) {
    transport.engineFrame(frame, handler == null ? failure -> {} : completion(frame, handler));
  }

  private static Completion completion(ByteBuffer frame, CompletionHandler<ByteBuffer> handler) {
    return failure -> {
      if (failure == null) {
        handler.completed(frame);
      } else {
        handler.failed(failure);
      }
    };
  }

  @Override
  public void close() {
    transport.engineClosed();
  }
}
