package io.fairlead.core.hosting;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

final class ReflectiveInstanceSource implements InstanceSource {

  /** Whether a class has the constructor that is called here. */
  static boolean canMake(Class<?> type) {
    return Arrays.stream(type.getConstructors())
        .anyMatch(constructor -> constructor.getParameterCount() == 0);
  }

  @Override
  public <T> Instance<T> create(Class<T> type) throws Exception {
    T instance;
    try {
      instance = type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
    return new Instance<>() {
      @Override
      public T get() {
        return instance;
      }

      @Override
      public void destroy() {}
    };
  }
}
