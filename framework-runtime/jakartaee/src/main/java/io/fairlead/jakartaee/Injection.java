package io.fairlead.jakartaee;

import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.cdi.BeanContributions;
import io.fairlead.cdi.CdiInstanceSource;
import io.fairlead.cdi.RuntimeLink;
import io.fairlead.core.hosting.CallbackContext;
import io.fairlead.core.hosting.InstanceSource;
import io.fairlead.core.plugin.Messaging;
import org.jspecify.annotations.Nullable;

/**
 * What CDI gives the runtime, and what stands in for it where there is no container. The classes of
 * CDI are touched only where they are there.
 */
abstract class Injection implements AutoCloseable {

  /** Where instances of endpoints come from. */
  abstract InstanceSource instances();

  /** What surrounds callbacks of endpoints. */
  abstract CallbackContext callbacks();

  /** Makes the runtime's objects injectable, and its events reach observers. */
  abstract void connect(Messaging messaging, ConnectionRegistry connections);

  /** Ends what {@link #connect} has begun. */
  abstract void disconnect();

  /** Adds the beans that are contributions. */
  abstract void contributeTo(Contributions target);

  /** Runs something before the container ends. */
  abstract void beforeEnd(Runnable task);

  @Override
  public abstract void close();

  /** The application's container, if it has one. */
  static Injection find() {
    try {
      Class.forName(
          "jakarta.enterprise.inject.spi.BeanManager", false, Injection.class.getClassLoader());
      FairleadExtension extension = FairleadExtension.started();
      return extension == null ? new None() : new Container(extension);
    } catch (ClassNotFoundException | LinkageError e) {
      return new None();
    }
  }

  private static final class None extends Injection {
    @Override
    InstanceSource instances() {
      return InstanceSource.reflective();
    }

    @Override
    CallbackContext callbacks() {
      return CallbackContext.NONE;
    }

    @Override
    void connect(Messaging messaging, ConnectionRegistry connections) {}

    @Override
    void disconnect() {}

    @Override
    void contributeTo(Contributions target) {}

    @Override
    void beforeEnd(Runnable task) {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return "without CDI";
    }
  }

  private static final class Container extends Injection {
    private final FairleadExtension extension;
    private final RuntimeLink link;
    private @Nullable BeanContributions contributed;

    Container(FairleadExtension extension) {
      this.extension = extension;
      this.link = new RuntimeLink(extension, extension.beans());
    }

    @Override
    InstanceSource instances() {
      return new CdiInstanceSource(extension.beans());
    }

    @Override
    CallbackContext callbacks() {
      return link.callbacks();
    }

    @Override
    void connect(Messaging messaging, ConnectionRegistry connections) {
      link.connect(messaging, connections);
    }

    @Override
    void disconnect() {
      link.close();
    }

    @Override
    void contributeTo(Contributions target) {
      contributed = BeanContributions.add(extension, extension.beans(), target);
    }

    @Override
    void beforeEnd(Runnable task) {
      extension.beforeEnd(task);
    }

    @Override
    public void close() {
      if (contributed != null) {
        contributed.close();
      }
      extension.release();
    }

    @Override
    public String toString() {
      return "with CDI";
    }
  }
}
