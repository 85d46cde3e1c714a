package io.fairlead.jakartaee;

import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EventListener;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Hears of the stop of a Jetty server. It closes every connection before it tells its applications,
 * so that nothing queued could leave and no client would be told; a listener of the server itself
 * is asked first. By reflection: an application sees Jetty's objects, and not its classes.
 */
final class JettyStop implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(JettyStop.class);
  private static final String LISTENER = "org.eclipse.jetty.util.component.LifeCycle$Listener";
  private static final String STOPPING = "lifeCycleStopping";

  private final Object server;
  private final Object listener;

  private JettyStop(Object server, Object listener) {
    this.server = server;
    this.listener = listener;
  }

  /** Runs something before the server stops; on another server it does nothing. */
  static AutoCloseable then(ServletContext context, Runnable task) {
    if (!context.getServerInfo().startsWith("jetty/")) {
      return () -> {};
    }
    try {
      Object server = call(call(context, "getContextHandler"), "getServer");
      ClassLoader jetty = server.getClass().getClassLoader();
      Object listener =
          Proxy.newProxyInstance(
              jetty,
              new Class<?>[] {Class.forName(LISTENER, false, jetty)},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case STOPPING -> {
                      task.run();
                      yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "Fairlead's stop";
                    default -> null;
                  });
      server.getClass().getMethod("addEventListener", EventListener.class).invoke(server, listener);
      return new JettyStop(server, listener);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn(
          "this Jetty has another form: when it stops, clients will not be told ({})",
          e.toString());
      return () -> {};
    }
  }

  private static Object call(Object target, String name) throws ReflectiveOperationException {
    Method method = target.getClass().getMethod(name);
    Object result = method.invoke(target);
    if (result == null) {
      throw new NoSuchMethodException(name + " gives nothing");
    }
    return result;
  }

  @Override
  public void close() {
    try {
      server
          .getClass()
          .getMethod("removeEventListener", EventListener.class)
          .invoke(server, listener);
    } catch (InvocationTargetException | IllegalAccessException | NoSuchMethodException e) {
      LOG.debug("a listener stays with the server", e);
    }
  }
}
