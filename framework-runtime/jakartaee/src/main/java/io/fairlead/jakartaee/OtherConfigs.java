package io.fairlead.jakartaee;

import jakarta.websocket.server.ServerApplicationConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Set;

/**
 * Looks whether an application configuration of the application's own gives hosted classes to the
 * server. What two configurations return is deployed together, so the server would deploy the class
 * itself, on the path where the runtime hosts it, and many servers' containers are dead after that.
 */
final class OtherConfigs {

  private OtherConfigs() {}

  /**
   * Checks.
   *
   * @throws IllegalStateException saying what to change
   */
  static void check(Set<Class<?>> found, Set<Class<?>> hosted) {
    for (Class<?> type : found) {
      if (ServerApplicationConfig.class.isAssignableFrom(type)
          && type != FairleadApplicationConfig.class
          && !type.isInterface()
          && !Modifier.isAbstract(type.getModifiers())) {
        check(type.asSubclass(ServerApplicationConfig.class), hosted);
      }
    }
  }

  private static void check(Class<? extends ServerApplicationConfig> type, Set<Class<?>> hosted) {
    Set<Class<?>> given = ask(type, hosted);
    for (Class<?> each : hosted) {
      if (given != null && given.contains(each)) {
        throw new IllegalStateException(
            type.getName()
                + ".getAnnotatedEndpointClasses gives "
                + each.getName()
                + " to the server, and Fairlead hosts it; let the method return"
                + " FairleadApplicationConfig.unhosted(…) of what it returns now");
      }
    }
  }

  private static Set<Class<?>> ask(
      Class<? extends ServerApplicationConfig> type, Set<Class<?>> hosted) {
    try {
      return type.getDeclaredConstructor().newInstance().getAnnotatedEndpointClasses(hosted);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          type.getName() + " cannot be made: " + e.getCause(), e.getCause());
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          type.getName() + ".getAnnotatedEndpointClasses failed: " + e, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          type.getName() + " needs a public constructor without parameters", e);
    }
  }
}
