package io.fairlead.cdi;

import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.core.hosting.CallbackContext;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Messaging;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.function.Function;

/**
 * What one container and the runtime have of each other. The container starts first, so what it
 * gets of the runtime it gets by {@link #connect}, and beans find it when they use it.
 */
public final class RuntimeLink implements AutoCloseable {

  private final EndpointExtension extension;
  private final RequestScope requests;

  /** The link of a container that has started. */
  public RuntimeLink(EndpointExtension extension, BeanManager beans) {
    this.extension = extension;
    this.requests = new RequestScope(beans, extension.hasRequestScopedBeans());
  }

  /** What surrounds callbacks: {@link ConnectionScoped}, and the request scope where it is used. */
  public CallbackContext callbacks() {
    ConnectionContext context = extension.connectionContext();
    return connection -> new ConnectionStore(context, requests, connection);
  }

  /** Makes the runtime's objects injectable, and its events reach the observers. */
  public void connect(Messaging messaging, ConnectionRegistry connections) {
    Lent lent = new Lent(messaging.scope(ContributionRegistry.APPLICATION), connections);
    extension.lend(lent);
    for (AsyncObserver observer : extension.observers()) {
      ListenerRegistration unused = observer.listenTo(lent.scope().events(), requests);
    }
  }

  /** Ends the listeners, before the container ends. A second call has no effect. */
  @Override
  public void close() {
    Lent lent = extension.takeBack();
    if (lent != null) {
      lent.scope().close();
    }
  }

  /**
   * What the runtime lends.
   *
   * @param scope topics and events
   * @param connections the open connections
   */
  record Lent(Messaging.Scope scope, ConnectionRegistry connections) {

    /** One kind of it. */
    interface Part<T> extends Function<Lent, T> {}
  }
}
