package io.fairlead.standalone.tyrus;

import io.fairlead.standalone.wire.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.glassfish.tyrus.spi.ReadHandler;
import org.jspecify.annotations.Nullable;

/**
 * Feeds whole frames to the engine. Tyrus keeps the buffer of the longest frame it ever saw on a
 * connection, empty as it is: with many connections that is the memory of a server. So it is taken
 * away after a long frame. There is no call for that; where the field is missing in some later
 * version, only this care is missing.
 */
final class EngineReader {

  private static final Logger LOG = LogManager.getLogger(EngineReader.class);
  private static final int WORTH_KEEPING = 4096;

  private static final ClassValue<Field> FIELDS =
      new ClassValue<>() {
        @Override
        protected Field computeValue(Class<?> type) {
          return new Field(find(type));
        }
      };

  private record Field(@Nullable VarHandle handle) {}

  private final ReadHandler reader;
  private final @Nullable VarHandle kept;

  EngineReader(ReadHandler reader) {
    this.reader = reader;
    this.kept = FIELDS.get(reader.getClass()).handle();
  }

  void handle(Frame frame) {
    reader.handle(frame.whole());
    if (kept != null && frame.size() > WORTH_KEEPING) {
      ByteBuffer buffer = (ByteBuffer) kept.get(reader);
      if (buffer != null && !buffer.hasRemaining()) {
        kept.set(reader, null);
      }
    }
  }

  static @Nullable VarHandle find(Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findVarHandle(type, "buffer", ByteBuffer.class);
    } catch (ReflectiveOperationException e) {
      LOG.warn("each connection keeps the memory of its longest message: {} has changed", type);
      return null;
    }
  }
}
