package io.fairlead.jakartaee;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.cdi.EndpointExtension;
import io.fairlead.core.admission.jwt.JwtIssuer;
import io.fairlead.core.config.ConfigException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Loaded only where the application has a CDI container: keeps its bean manager for the listener,
 * and tells when the container is about to end, which on some servers is before the listener hears
 * of it.
 */
@FrameworkOwned
public final class FairleadExtension extends EndpointExtension {

  private static volatile @Nullable FairleadExtension started;

  private @Nullable BeanManager beans;
  private volatile Consumer<FairleadExtension> beforeEnd = self -> {};

  /** For the container. */
  public FairleadExtension() {
    super(injectable());
  }

  private static Map<Class<?>, Object> injectable() {
    try {
      return JwtIssuer.available(WarConfig.load())
          .<Map<Class<?>, Object>>map(tokens -> Map.of(TokenIssuer.class, tokens))
          .orElse(Map.of());
    } catch (ConfigException e) {
      return Map.of(); // the listener stops the deployment and says why
    }
  }

  /** The extension of the running container; null where the application has none. */
  static @Nullable FairleadExtension started() {
    return started;
  }

  void validated(@Observes AfterDeploymentValidation event, BeanManager manager) {
    beans = manager;
    started = this;
  }

  void ending(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
    beforeEnd.accept(this);
  }

  /** Runs something when the container is about to end. */
  void beforeEnd(Runnable task) {
    beforeEnd = self -> task.run();
  }

  /** The container's bean manager. */
  BeanManager beans() {
    BeanManager manager = beans;
    if (manager == null) {
      throw new IllegalStateException("the CDI container has not started");
    }
    return manager;
  }

  /** Lets go of the container. */
  void release() {
    beans = null;
    beforeEnd = self -> {};
    started = null;
  }
}
