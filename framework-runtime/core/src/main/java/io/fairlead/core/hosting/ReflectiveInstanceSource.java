package io.fairlead.core.hosting;

import java.lang.reflect.InvocationTargetException;

final class ReflectiveInstanceSource implements InstanceSource {

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
