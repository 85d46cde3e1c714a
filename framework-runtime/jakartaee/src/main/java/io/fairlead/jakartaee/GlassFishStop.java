package io.fairlead.jakartaee;

/** Listens to the events of a GlassFish or Payara server. */
final class GlassFishStop {

  private static final String EVENTS = "org.glassfish.api.event.Events";
  private static final String LISTENER = "org.glassfish.api.event.EventListener";
  private static final String GLOBALS = "org.glassfish.internal.api.Globals";
  private static final String STOPPING = "prepare_shutdown";

  private GlassFishStop() {}

  static AutoCloseable then(Runnable task) throws ReflectiveOperationException {
    ClassLoader loader = WarConfig.loader();
    Class<?> type = Class.forName(EVENTS, false, loader);
    Class<?> listenerType = Class.forName(LISTENER, false, type.getClassLoader());
    Object events =
        Class.forName(GLOBALS, false, loader).getMethod("get", Class.class).invoke(null, type);
    Object listener =
        ServerStop.listener(
            listenerType, "event", arguments -> STOPPING.equals(name(arguments[0])), task);
    type.getMethod("register", listenerType).invoke(events, listener);
    return () -> type.getMethod("unregister", listenerType).invoke(events, listener);
  }

  private static Object name(Object event) {
    try {
      return ServerStop.call(event, "name");
    } catch (ReflectiveOperationException e) {
      return "";
    }
  }
}
