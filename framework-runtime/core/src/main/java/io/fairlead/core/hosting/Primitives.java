package io.fairlead.core.hosting;

import jakarta.websocket.DecodeException;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Text to Java primitives and their boxes, as {@code valueOf} reads them. */
final class Primitives {

  private static final Map<Class<?>, Function<String, Object>> PARSERS =
      Map.of(
          Boolean.class, Boolean::valueOf,
          Byte.class, Byte::valueOf,
          Character.class, text -> text.charAt(0),
          Double.class, Double::valueOf,
          Float.class, Float::valueOf,
          Integer.class, Integer::valueOf,
          Long.class, Long::valueOf,
          Short.class, Short::valueOf);

  private Primitives() {}

  /** The boxed type of a primitive; any other type as it is. */
  static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  /** Whether it is the box of a primitive that text can be read as. */
  static boolean isBox(Class<?> type) {
    return PARSERS.containsKey(type);
  }

  /**
   * Reads a value.
   *
   * @param box one that {@link #isBox}
   */
  static Object parse(@Nullable String text, Class<?> box) throws DecodeException {
    try {
      if (text == null || PARSERS.get(box) == null) {
        throw new IllegalArgumentException("there is no value");
      }
      return PARSERS.get(box).apply(text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new DecodeException(
          String.valueOf(text), "this is no " + box.getSimpleName() + ": '" + text + "'", e);
    }
  }
}
