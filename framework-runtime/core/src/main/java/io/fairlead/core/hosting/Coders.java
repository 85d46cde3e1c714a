package io.fairlead.core.hosting;

import io.fairlead.api.connection.OutboundMessage;
import jakarta.websocket.Decoder;
import jakarta.websocket.EncodeException;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The encoders and decoders of one connection: one instance of each class, made and initialized
 * when it is first needed, destroyed with the connection. Safe for any thread; the coders
 * themselves are called as they are, by whoever sends.
 */
final class Coders {

  private static final Logger LOG = LogManager.getLogger(Coders.class);

  private final InstanceSource instances;
  private final EndpointConfig config;
  private final List<CoderSpec> encoders;
  private final Map<Class<?>, InstanceSource.Instance<?>> made = new LinkedHashMap<>();
  private boolean closed;

  Coders(InstanceSource instances, EndpointConfig config, List<CoderSpec> encoders) {
    this.instances = instances;
    this.config = config;
    this.encoders = encoders;
  }

  /**
   * The instance behind an ability.
   *
   * @throws IllegalStateException if it cannot be made, or the connection has ended
   */
  synchronized Object get(CoderSpec spec) {
    if (closed) {
      throw new IllegalStateException("the connection has ended, and its coders with it");
    }
    InstanceSource.Instance<?> instance = made.get(spec.coder());
    if (instance == null) {
      instance = make(spec.coder());
      made.put(spec.coder(), instance);
    }
    return instance.get();
  }

  private InstanceSource.Instance<?> make(Class<?> type) {
    InstanceSource.Instance<?> instance;
    try {
      instance = instances.create(type);
    } catch (Exception e) {
      throw new IllegalStateException("cannot make the coder " + type.getName(), e);
    }
    if (instance.get() instanceof Encoder encoder) {
      encoder.init(config);
    } else if (instance.get() instanceof Decoder decoder) {
      decoder.init(config);
    }
    return instance;
  }

  /**
   * Turns an object into a message: by the first encoder for its type, else as the specification
   * has it for text, bytes and primitives.
   *
   * @throws EncodeException if no encoder takes its type, or the encoder failed
   */
  OutboundMessage encode(Object object) throws EncodeException, IOException {
    for (CoderSpec spec : encoders) {
      if (spec.type().isInstance(object)) {
        return encode(object, spec);
      }
    }
    if (object instanceof String || Primitives.isBox(object.getClass())) {
      return OutboundMessage.text(object.toString());
    }
    if (object instanceof ByteBuffer bytes) {
      return OutboundMessage.binary(bytes);
    }
    if (object instanceof byte[] bytes) {
      return OutboundMessage.binary(bytes);
    }
    String type = object.getClass().getName();
    throw new EncodeException(
        object, "no encoder takes a " + type + "; name one in the encoders of the @ServerEndpoint");
  }

  @SuppressWarnings("unchecked") // the spec's type is the encoder's type argument
  private OutboundMessage encode(Object object, CoderSpec spec)
      throws EncodeException, IOException {
    Object coder = get(spec);
    return switch (spec.kind()) {
      case TEXT -> OutboundMessage.text(((Encoder.Text<Object>) coder).encode(object));
      case BINARY -> OutboundMessage.binary(((Encoder.Binary<Object>) coder).encode(object));
      case TEXT_STREAM -> {
        StringWriter writer = new StringWriter();
        ((Encoder.TextStream<Object>) coder).encode(object, writer);
        yield OutboundMessage.text(writer.toString());
      }
      case BINARY_STREAM -> {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        ((Encoder.BinaryStream<Object>) coder).encode(object, stream);
        yield OutboundMessage.binary(stream.toByteArray());
      }
    };
  }

  /** Destroys what was made. */
  synchronized void destroy() {
    closed = true;
    made.values().forEach(Coders::destroy);
    made.clear();
  }

  private static void destroy(InstanceSource.Instance<?> instance) {
    Object coder = instance.get();
    try {
      if (coder instanceof Encoder encoder) {
        encoder.destroy();
      } else if (coder instanceof Decoder decoder) {
        decoder.destroy();
      }
      instance.destroy();
    } catch (RuntimeException e) {
      LOG.warn("cannot destroy the coder {}", coder.getClass().getName(), e);
    }
  }
}
