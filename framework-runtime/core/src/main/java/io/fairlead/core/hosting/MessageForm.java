package io.fairlead.core.hosting;

import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import jakarta.websocket.PongMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Java type in which a handler takes messages, and how they get there: through the endpoint's
 * decoders in their order, else as the specification has it for the types it knows. Immutable.
 */
final class MessageForm {

  /** What a handler can be for; each at most once on a session. */
  enum Native {
    TEXT("text messages"),
    BINARY("binary messages"),
    PONG("pongs");

    private final String messages;

    Native(String messages) {
      this.messages = messages;
    }

    String messages() {
      return messages;
    }
  }

  private static final Set<Class<?>> TEXT_TYPES = Set.of(String.class, Reader.class);
  private static final Set<Class<?>> BINARY_TYPES =
      Set.of(ByteBuffer.class, byte[].class, InputStream.class);

  private final Class<?> type;
  private final boolean parts;
  private final List<CoderSpec> textDecoders;
  private final List<CoderSpec> binaryDecoders;

  private MessageForm(Class<?> type, boolean parts, List<CoderSpec> decoders) {
    this.type = type;
    this.parts = parts;
    this.textDecoders = decoders.stream().filter(spec -> spec.kind().text()).toList();
    this.binaryDecoders = decoders.stream().filter(spec -> !spec.kind().text()).toList();
  }

  /**
   * The form for whole messages.
   *
   * @throws IllegalArgumentException if no decoder makes that type
   */
  static MessageForm whole(Class<?> type, List<CoderSpec> decoders) {
    Class<?> boxed = Primitives.boxed(type);
    MessageForm form =
        new MessageForm(
            boxed,
            false,
            boxed == PongMessage.class
                ? List.of()
                : decoders.stream().filter(spec -> makes(spec, boxed)).toList());
    for (Native kind : Native.values()) {
      if (form.takes(kind)) {
        return form;
      }
    }
    throw new IllegalArgumentException("no decoder makes a " + type.getName());
  }

  /** For a type that the specification knows, only decoders of its own kind count. */
  private static boolean makes(CoderSpec spec, Class<?> type) {
    boolean otherKind = spec.kind().text() ? BINARY_TYPES.contains(type) : knownAsText(type);
    return !otherKind && type.isAssignableFrom(spec.type());
  }

  /**
   * The form for messages in parts.
   *
   * @throws IllegalArgumentException if that type cannot come in parts
   */
  static MessageForm parts(Class<?> type) {
    if (type != String.class && type != ByteBuffer.class && type != byte[].class) {
      throw new IllegalArgumentException("a " + type.getName() + " cannot come in parts");
    }
    return new MessageForm(type, true, List.of());
  }

  Class<?> type() {
    return type;
  }

  /** Whether messages come in parts. */
  boolean inParts() {
    return parts;
  }

  /** Whether {@code maxMessageSize} applies: not to parts and streams. */
  boolean sized() {
    return !parts && type != Reader.class && type != InputStream.class;
  }

  boolean takes(Native kind) {
    return switch (kind) {
      case TEXT -> knownAsText(type) || !textDecoders.isEmpty();
      case BINARY -> BINARY_TYPES.contains(type) || !binaryDecoders.isEmpty();
      case PONG -> type == PongMessage.class;
    };
  }

  private static boolean knownAsText(Class<?> type) {
    return TEXT_TYPES.contains(type) || Primitives.isBox(type);
  }

  /** Turns a text message into a value of {@link #type}. */
  Object ofText(String text, Coders coders) throws DecodeException, IOException {
    for (CoderSpec spec : textDecoders) {
      Object value = decode(text, spec, coders);
      if (value != null) {
        return value;
      }
    }
    if (type == String.class) {
      return text;
    }
    if (type == Reader.class) {
      return new StringReader(text);
    }
    if (Primitives.isBox(type)) {
      return Primitives.parse(text, type);
    }
    throw new DecodeException(text, "no decoder would decode this text to a " + type.getName());
  }

  private static @Nullable Object decode(String text, CoderSpec spec, Coders coders)
      throws DecodeException, IOException {
    Object coder = coders.get(spec);
    if (spec.kind() == CoderKind.TEXT_STREAM) {
      return ((Decoder.TextStream<?>) coder).decode(new StringReader(text));
    }
    Decoder.Text<?> decoder = (Decoder.Text<?>) coder;
    return decoder.willDecode(text) ? decoder.decode(text) : null;
  }

  /** Turns a binary message into a value of {@link #type}; the array becomes the value's own. */
  Object ofBinary(byte[] bytes, Coders coders) throws DecodeException, IOException {
    for (CoderSpec spec : binaryDecoders) {
      Object value = decode(bytes, spec, coders);
      if (value != null) {
        return value;
      }
    }
    if (type == ByteBuffer.class) {
      return ByteBuffer.wrap(bytes);
    }
    if (type == byte[].class) {
      return bytes;
    }
    if (type == InputStream.class) {
      return new ByteArrayInputStream(bytes);
    }
    throw new DecodeException(
        ByteBuffer.wrap(bytes), "no decoder would decode these bytes to a " + type.getName());
  }

  private static @Nullable Object decode(byte[] bytes, CoderSpec spec, Coders coders)
      throws DecodeException, IOException {
    Object coder = coders.get(spec);
    if (spec.kind() == CoderKind.BINARY_STREAM) {
      return ((Decoder.BinaryStream<?>) coder).decode(new ByteArrayInputStream(bytes));
    }
    Decoder.Binary<?> decoder = (Decoder.Binary<?>) coder;
    return decoder.willDecode(ByteBuffer.wrap(bytes))
        ? decoder.decode(ByteBuffer.wrap(bytes))
        : null;
  }
}
