package io.fairlead.core.hosting;

import jakarta.websocket.DeploymentException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Names methods for people. */
final class Signatures {

  private Signatures() {}

  /** For example {@code com.example.Chat.onText(String, int)}. */
  static String of(Method method) {
    return method.getDeclaringClass().getName()
        + "."
        + method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  static DeploymentException illegal(Method method, String cause, String cure) {
    return new DeploymentException(of(method) + ": " + cause + "; " + cure);
  }

  static DeploymentException illegal(Class<?> type, String cause, String cure) {
    return new DeploymentException(type.getName() + ": " + cause + "; " + cure);
  }
}
