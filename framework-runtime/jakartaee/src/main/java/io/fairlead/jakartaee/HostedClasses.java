package io.fairlead.jakartaee;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Which annotated classes of the application are the runtime's and not the server's. */
final class HostedClasses {

  private HostedClasses() {}

  /** Whether the runtime hosts a class. */
  static boolean hosts(Class<?> type, FairleadConfig config) {
    ServerEndpoint endpoint = type.getAnnotation(ServerEndpoint.class);
    return endpoint != null
        && (config.get(Settings.HOST) == Settings.Host.ALL
            || FairleadConfigurator.class.isAssignableFrom(endpoint.configurator()));
  }

  /** Those of some classes that the runtime hosts, by name. */
  static Set<Class<?>> among(Set<Class<?>> scanned, FairleadConfig config) {
    Set<Class<?>> hosted = new TreeSet<>(Comparator.comparing(Class::getName));
    scanned.stream().filter(type -> hosts(type, config)).forEach(hosted::add);
    return hosted;
  }
}
