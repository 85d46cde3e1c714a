package io.fairlead.cdi;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.topic.Topics;
import io.fairlead.cdi.RuntimeLink.Lent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessBeanAttributes;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.inject.Singleton;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Looks on while a CDI container starts: notes every {@code @ServerEndpoint} class, every bean that
 * is a {@link Contribution} and every observer of events, and makes objects of the framework
 * injectable, some of them as soon as the runtime has started. For one container; its findings are
 * complete once that container has started. Subclasses are for runtimes that do not start the
 * container themselves.
 */
public class EndpointExtension implements Extension {

  private static final List<Class<?>> POINTS = List.of(Contribution.class.getPermittedSubclasses());

  private final Map<Class<?>, Object> frameworkObjects;
  private final Set<Class<?>> endpoints =
      new TreeSet<>(Comparator.<Class<?>, String>comparing(Class::getName));
  private final List<ContributionBean> contributions = new CopyOnWriteArrayList<>();
  private final List<AsyncObserver> observers = new CopyOnWriteArrayList<>();
  private final ConnectionContext connectionContext = new ConnectionContext();
  private volatile boolean requestScopedBeans;
  private volatile @Nullable Lent lent;

  /** Notes endpoints and contributions. */
  public EndpointExtension() {
    this(Map.of());
  }

  /**
   * Makes objects injectable too.
   *
   * @param frameworkObjects shared objects by the type that {@code @Inject} asks for; each must be
   *     an instance of its type
   * @throws IllegalArgumentException if one is not
   */
  public EndpointExtension(Map<Class<?>, Object> frameworkObjects) {
    frameworkObjects.forEach(
        (type, object) -> {
          if (!type.isInstance(object)) {
            throw new IllegalArgumentException(
                object.getClass().getName() + " is not a " + type.getName());
          }
        });
    this.frameworkObjects = Map.copyOf(frameworkObjects);
  }

  /** The {@code @ServerEndpoint} classes of the bean archives, by name. */
  public final List<Class<?>> endpoints() {
    return List.copyOf(endpoints);
  }

  /** In the same sequence at every start: that decides among contributions of one order. */
  List<ContributionBean> contributions() {
    return contributions.stream()
        .sorted(Comparator.comparing(each -> each.bean().getBeanClass().getName()))
        .toList();
  }

  /** The observers of events. */
  List<AsyncObserver> observers() {
    return List.copyOf(observers);
  }

  boolean hasRequestScopedBeans() {
    return requestScopedBeans;
  }

  ConnectionContext connectionContext() {
    return connectionContext;
  }

  /** From now on beans find this. */
  void lend(Lent value) {
    lent = value;
  }

  /** What was lent; from now on nobody finds it. */
  @Nullable Lent takeBack() {
    Lent value = lent;
    lent = null;
    return value;
  }

  /** Called by the container. */
  protected final void noteEndpoint(
      @Observes @WithAnnotations(ServerEndpoint.class) ProcessAnnotatedType<?> event) {
    AnnotatedType<?> type = event.getAnnotatedType();
    boolean concrete = !Modifier.isAbstract(type.getJavaClass().getModifiers());
    if (concrete && type.isAnnotationPresent(ServerEndpoint.class)) {
      endpoints.add(type.getJavaClass());
    }
  }

  /**
   * Takes {@link Contribution} itself from the types of a bean. It is sealed, and the client proxy
   * of a bean in a normal scope implements all interfaces among the bean's types.
   */
  protected final void keepSealedTypeOut(@Observes ProcessBeanAttributes<?> event) {
    Set<Type> types = event.getBeanAttributes().getTypes();
    if (types.contains(Contribution.class)) {
      Set<Type> rest = new LinkedHashSet<>(types);
      rest.remove(Contribution.class);
      event.configureBeanAttributes().types(rest);
    }
  }

  /** Called by the container. */
  protected final void noteContribution(@Observes ProcessBean<?> event) {
    if (event.getBean().getScope() == RequestScoped.class) {
      requestScopedBeans = true;
    }
    Set<Class<? extends Contribution>> points = points(event.getBean().getTypes());
    if (!points.isEmpty()) {
      Priority priority = event.getAnnotated().getAnnotation(Priority.class);
      int order = priority == null ? 0 : priority.value();
      contributions.add(new ContributionBean(event.getBean(), points, order));
    }
  }

  /** Called by the container. */
  protected final void noteObserver(@Observes ProcessObserverMethod<?, ?> event) {
    AnnotatedMethod<?> method = event.getAnnotatedMethod();
    try {
      AsyncObserver observer = AsyncObserver.of(event.getObserverMethod(), method);
      if (observer != null) {
        observers.add(observer);
      }
    } catch (IllegalArgumentException e) {
      event.addDefinitionError(e);
    }
  }

  /** Called by the container. */
  protected final void addRuntimeObjects(@Observes AfterBeanDiscovery event) {
    event.addContext(connectionContext);
    event
        .addBean()
        .id("fairlead." + Connection.class.getName())
        .addTypes(Connection.class, Object.class)
        .scope(ConnectionScoped.class)
        .createWith(context -> currentConnection());
    addLent(event, Topics.class, each -> each.scope().topics());
    addLent(event, EventBus.class, each -> each.scope().events());
    addLent(event, ConnectionRegistry.class, Lent::connections);
  }

  /** Behind a client proxy, so that it may be injected before it can be used. */
  private <T> void addLent(AfterBeanDiscovery event, Class<T> type, Lent.Part<T> part) {
    event
        .addBean()
        .id("fairlead." + type.getName())
        .addTypes(type, Object.class)
        .scope(ApplicationScoped.class)
        .createWith(context -> part.apply(lent(type)));
  }

  private Lent lent(Class<?> type) {
    Lent value = lent;
    if (value == null) {
      throw new IllegalStateException(
          type.getSimpleName()
              + " can be used as soon as the runtime has started, and until it stops");
    }
    return value;
  }

  private Connection currentConnection() {
    ConnectionStore store = connectionContext.current();
    if (store == null) {
      throw new ContextNotActiveException("no callback of a WebSocket connection runs here");
    }
    return store.connection();
  }

  /** Called by the container. */
  protected final void addFrameworkObjects(@Observes AfterBeanDiscovery event) {
    frameworkObjects.forEach(
        (type, object) ->
            event
                .addBean()
                .id("fairlead." + type.getName())
                .addTypes(type, Object.class)
                .scope(Singleton.class)
                .createWith(context -> object));
  }

  private static Set<Class<? extends Contribution>> points(Set<Type> types) {
    Set<Class<? extends Contribution>> points = new LinkedHashSet<>();
    for (Class<?> point : POINTS) {
      if (types.contains(point)) {
        points.add(point.asSubclass(Contribution.class));
      }
    }
    return points;
  }
}
