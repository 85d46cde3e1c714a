package io.fairlead.jakartaee;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Function;

/** An object of a big interface that answers to the methods a test names, and to no others. */
final class Fake {

  private Fake() {}

  static <T> T of(Class<T> type, Map<String, Function<Object[], Object>> methods) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Function<Object[], Object> answer = methods.get(method.getName());
              if (answer == null) {
                throw new UnsupportedOperationException(method.getName());
              }
              return answer.apply(arguments == null ? new Object[0] : arguments);
            }));
  }
}
