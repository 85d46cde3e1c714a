package io.fairlead.core.hosting;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One annotated method, bound to where its arguments come from. Immutable. */
final class EndpointMethod {

  private final Method method;
  private final MethodHandle handle;
  private final Argument[] arguments;

  private EndpointMethod(Method method, MethodHandle handle, List<Argument> arguments) {
    this.method = method;
    this.handle = handle;
    this.arguments = arguments.toArray(Argument[]::new);
  }

  /**
   * Binds a method.
   *
   * @throws IllegalAccessException if it is out of reach
   */
  static EndpointMethod bind(Method method, List<Argument> arguments)
      throws IllegalAccessException {
    MethodHandle handle = reach(method);
    if (Modifier.isStatic(method.getModifiers())) {
      handle = MethodHandles.dropArguments(handle, 0, Object.class);
    }
    MethodHandle spread =
        handle
            .asType(handle.type().generic())
            .asSpreader(Object[].class, arguments.size())
            .asType(MethodType.methodType(Object.class, Object.class, Object[].class));
    return new EndpointMethod(method, spread, arguments);
  }

  private static MethodHandle reach(Method method) throws IllegalAccessException {
    try {
      return MethodHandles.publicLookup().unreflect(method);
    } catch (IllegalAccessException e) {
      if (!method.trySetAccessible()) {
        throw e;
      }
      return MethodHandles.lookup().unreflect(method);
    }
  }

  Method method() {
    return method;
  }

  /** Calls it; null for a void method. */
  @Nullable Object invoke(Object instance, Call call) throws Throwable {
    @Nullable Object[] values = new Object[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments[i].of(call);
    }
    return (Object) handle.invokeExact(instance, values);
  }

  @Override
  public String toString() {
    return Signatures.of(method);
  }
}
