package io.fairlead.jakartaee;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Hears of a server's stop before its connections are closed. Most servers tell their applications
 * first; Jetty and GlassFish (and Payara) close the connections before, so that nothing queued
 * could leave and no client would be told, unless one listens to the server itself. By reflection:
 * an application sees a server's objects, and not its classes.
 */
final class ServerStop {

  private static final Logger LOG = LogManager.getLogger(ServerStop.class);

  private ServerStop() {}

  /** Runs something, once or more, before the server stops. Closing what it gives ends that. */
  static AutoCloseable then(ServletContext context, Runnable task) {
    String server = context.getServerInfo();
    try {
      if (server.startsWith("jetty/")) {
        return JettyStop.then(context, task);
      }
      if (server.contains("GlassFish") || server.contains("Payara")) {
        return GlassFishStop.then(task);
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.warn(
          "{} has another form: when it stops, clients will not be told ({})",
          server,
          e.toString());
    }
    return () -> {};
  }

  /**
   * A listener of a server's own kind.
   *
   * @param type the server's interface
   * @param method what the server calls
   * @param wanted whether the arguments are those of a stop
   */
  static Object listener(Class<?> type, String method, Predicate<Object[]> wanted, Runnable task) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, called, arguments) -> {
          if (called.getName().equals(method)) {
            if (wanted.test(arguments)) {
              task.run();
            }
            return null;
          }
          return switch (called.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "Fairlead's stop";
            default -> null;
          };
        });
  }

  /** Calls a public method that gives something. */
  static Object call(Object target, String name) throws ReflectiveOperationException {
    Method method = target.getClass().getMethod(name);
    Object result = method.invoke(target);
    if (result == null) {
      throw new NoSuchMethodException(name + " gives nothing");
    }
    return result;
  }
}
