package io.fairlead.standalone.cdi;

import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.cdi.BeanContributions;
import io.fairlead.cdi.CdiInstanceSource;
import io.fairlead.cdi.EndpointExtension;
import io.fairlead.cdi.RuntimeLink;
import io.fairlead.core.hosting.CallbackContext;
import io.fairlead.core.hosting.InstanceSource;
import io.fairlead.core.plugin.Messaging;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * A running Weld SE container and what it holds for the runtime: endpoint classes, their instances,
 * contributions. It has no shutdown hook of its own: the orderly stop closes it, after the last
 * {@code @OnClose}.
 *
 * <p>Several may run in one JVM. Start the application's before any other: Weld keeps the class
 * loader of the first one for good.
 */
public final class WeldRuntime implements AutoCloseable {

  private static final AtomicLong STARTED = new AtomicLong();

  private final WeldContainer container;
  private final EndpointExtension found;
  private final InstanceSource instances;
  private final RuntimeLink link;
  private final Deque<BeanContributions> contributed = new ArrayDeque<>();

  private WeldRuntime(Weld weld, Map<Class<?>, Object> frameworkObjects) {
    found = new EndpointExtension(frameworkObjects);
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    container =
        weld.setClassLoader(loader == null ? WeldRuntime.class.getClassLoader() : loader)
            .containerId("fairlead-" + STARTED.incrementAndGet())
            .skipShutdownHook()
            .addExtension(found)
            .addBeanClass(Anchor.class)
            .initialize();
    instances = new CdiInstanceSource(container.getBeanManager());
    link = new RuntimeLink(found, container.getBeanManager());
  }

  /**
   * Starts a container of all bean archives: the jars and directories of the context class loader
   * that have a {@code META-INF/beans.xml}. In an archive of the {@code annotated} mode a
   * {@code @ServerEndpoint} makes a class a bean.
   *
   * @param frameworkObjects objects to make injectable, by type
   */
  @SuppressWarnings("unchecked") // generic array of one class literal
  public static WeldRuntime discover(Map<Class<?>, Object> frameworkObjects) {
    return new WeldRuntime(
        new Weld().addBeanDefiningAnnotations(ServerEndpoint.class), frameworkObjects);
  }

  /**
   * Starts a container of these beans and no others.
   *
   * @param frameworkObjects objects to make injectable, by type
   */
  public static WeldRuntime of(
      Collection<Class<?>> beanClasses, Map<Class<?>, Object> frameworkObjects) {
    return new WeldRuntime(
        new Weld().disableDiscovery().addBeanClasses(beanClasses.toArray(Class<?>[]::new)),
        frameworkObjects);
  }

  /** Where endpoint instances come from. */
  public InstanceSource instances() {
    return instances;
  }

  /** The {@code @ServerEndpoint} classes among the beans, by name. */
  public List<Class<?>> endpoints() {
    return found.endpoints();
  }

  /** What surrounds callbacks of endpoints. */
  public CallbackContext callbacks() {
    return link.callbacks();
  }

  /** Makes the runtime's objects injectable, and its events reach the observers among the beans. */
  public void connect(Messaging messaging, ConnectionRegistry connections) {
    link.connect(messaging, connections);
  }

  /** Ends what {@link #connect} has begun; before the runtime ends. Again has no effect. */
  public void disconnect() {
    link.close();
  }

  /** Adds the beans that are contributions; their instances last until {@link #close()}. */
  public synchronized void contributeTo(Contributions target) {
    contributed.push(BeanContributions.add(found, container.getBeanManager(), target));
  }

  /** Ends all beans. A second call has no effect. */
  @Override
  public synchronized void close() {
    disconnect();
    while (!contributed.isEmpty()) {
      contributed.pop().close();
    }
    if (container.isRunning()) {
      container.close();
    }
  }

  /** Without any bean class at all Weld would refuse to start. */
  static final class Anchor {}
}
