package io.fairlead.core.hosting;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ability of an encoder or decoder class.
 *
 * @param coder the class
 * @param kind what it turns into what
 * @param type the Java type that it makes or takes
 */
record CoderSpec(Class<?> coder, CoderKind kind, Class<?> type) {

  /**
   * The abilities of decoder classes, in their order.
   *
   * @throws IllegalArgumentException naming a class that cannot be used
   */
  static List<CoderSpec> decoders(List<Class<? extends Decoder>> classes) {
    List<CoderSpec> specs = new ArrayList<>();
    for (Class<? extends Decoder> type : classes) {
      checkUsable(type, "decoder");
      int before = specs.size();
      for (CoderKind kind : CoderKind.values()) {
        add(specs, type, kind, kind.decoder());
      }
      if (specs.size() == before) {
        throw unusable(type, "decoder", "is neither Text, TextStream, Binary nor BinaryStream");
      }
    }
    return List.copyOf(specs);
  }

  /**
   * The abilities of encoder classes, in their order; of a class with several the first counts.
   *
   * @throws IllegalArgumentException naming a class that cannot be used
   */
  static List<CoderSpec> encoders(List<Class<? extends Encoder>> classes) {
    List<CoderSpec> specs = new ArrayList<>();
    for (Class<? extends Encoder> type : classes) {
      checkUsable(type, "encoder");
      int before = specs.size();
      for (CoderKind kind : CoderKind.values()) {
        if (specs.size() == before) {
          add(specs, type, kind, kind.encoder());
        }
      }
      if (specs.size() == before) {
        throw unusable(type, "encoder", "is neither Text, TextStream, Binary nor BinaryStream");
      }
    }
    return List.copyOf(specs);
  }

  private static void add(
      List<CoderSpec> specs, Class<?> coder, CoderKind kind, Class<?> interfaceType) {
    @Nullable Class<?> type = TypeArguments.first(coder, interfaceType);
    if (type != null) {
      specs.add(new CoderSpec(coder, kind, type));
    }
  }

  private static void checkUsable(Class<?> type, String role) {
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      throw unusable(type, role, "is abstract");
    }
    if (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())) {
      throw unusable(type, role, "is an inner class; make it static");
    }
    if (!ReflectiveInstanceSource.canMake(type)) {
      throw unusable(type, role, "has no public constructor without parameters");
    }
  }

  private static IllegalArgumentException unusable(Class<?> type, String role, String why) {
    return new IllegalArgumentException("the " + role + " " + type.getName() + " " + why);
  }
}
