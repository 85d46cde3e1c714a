package io.fairlead.jakartaee;

import io.fairlead.api.plugin.Contributions;
import io.fairlead.cdi.BeanContributions;
import io.fairlead.cdi.CdiInstanceSource;
import io.fairlead.core.hosting.InstanceSource;
import org.jspecify.annotations.Nullable;

/**
 * What CDI gives the runtime, and what stands in for it where there is no container. The classes of
 * CDI are touched only where they are there.
 */
abstract class Injection implements AutoCloseable {

  /** Where instances of endpoints come from. */
  abstract InstanceSource instances();

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
    private @Nullable BeanContributions contributed;

    Container(FairleadExtension extension) {
      this.extension = extension;
    }

    @Override
    InstanceSource instances() {
      return new CdiInstanceSource(extension.beans());
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
