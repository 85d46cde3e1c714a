package io.fairlead.jakartaee;

import jakarta.servlet.ServletContext;
import java.util.EventListener;

/** Listens to the life of a Jetty server. */
final class JettyStop {

  private static final String LISTENER = "org.eclipse.jetty.util.component.LifeCycle$Listener";

  private JettyStop() {}

  static AutoCloseable then(ServletContext context, Runnable task)
      throws ReflectiveOperationException {
    Object server = ServerStop.call(ServerStop.call(context, "getContextHandler"), "getServer");
    Class<?> type = Class.forName(LISTENER, false, server.getClass().getClassLoader());
    Object listener = ServerStop.listener(type, "lifeCycleStopping", arguments -> true, task);
    change(server, "addEventListener", listener);
    return () -> change(server, "removeEventListener", listener);
  }

  private static void change(Object server, String method, Object listener)
      throws ReflectiveOperationException {
    server.getClass().getMethod(method, EventListener.class).invoke(server, listener);
  }
}
