package io.fairlead.core.hosting;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what a class says about the type parameter of a generic type above it. */
final class TypeArguments {

  private TypeArguments() {}

  /**
   * The first type argument that a type gives to a generic class or interface above it.
   *
   * @return its erasure; {@code Object} where it is left open; null where {@code root} is not above
   */
  static @Nullable Class<?> first(Type type, Class<?> root) {
    Type found = search(type, root, new HashMap<>());
    return found == null ? null : erasure(found);
  }

  private static @Nullable Type search(
      Type at, Class<?> root, Map<TypeVariable<?>, Type> bindings) {
    Class<?> raw = erasure(at);
    if (at instanceof ParameterizedType parameterized) {
      TypeVariable<?>[] variables = raw.getTypeParameters();
      Type[] arguments = parameterized.getActualTypeArguments();
      for (int i = 0; i < variables.length; i++) {
        Type argument = arguments[i];
        bindings.put(
            variables[i],
            argument instanceof TypeVariable<?> open
                ? bindings.getOrDefault(open, open)
                : argument);
      }
    }
    if (raw == root) {
      return at instanceof ParameterizedType
          ? bindings.getOrDefault(root.getTypeParameters()[0], Object.class)
          : Object.class;
    }
    for (Type above : above(raw)) {
      Type found = search(above, root, bindings);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static List<Type> above(Class<?> type) {
    List<Type> above = new ArrayList<>(List.of(type.getGenericInterfaces()));
    if (type.getGenericSuperclass() != null) {
      above.add(type.getGenericSuperclass());
    }
    return above;
  }

  private static Class<?> erasure(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    if (type instanceof GenericArrayType array) {
      return Array.newInstance(erasure(array.getGenericComponentType()), 0).getClass();
    }
    if (type instanceof TypeVariable<?> open) {
      return erasure(open.getBounds()[0]);
    }
    return erasure(((WildcardType) type).getUpperBounds()[0]);
  }
}
