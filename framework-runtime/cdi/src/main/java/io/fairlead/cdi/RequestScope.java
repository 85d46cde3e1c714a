package io.fairlead.cdi;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code @RequestScoped} active on a thread, where it is not. Where an application has no
 * bean of that scope nobody could tell, and nothing is done.
 */
final class RequestScope {

  private static final Logger LOG = LogManager.getLogger(RequestScope.class);
  private static final Active NOTHING = () -> {};

  private final BeanManager manager;
  private final @Nullable Bean<?> controllers;

  /** What was begun. */
  @FunctionalInterface
  interface Active {
    void end();
  }

  /**
   * The request scope of a container.
   *
   * @param wanted whether the application has beans of that scope
   */
  RequestScope(BeanManager manager, boolean wanted) {
    this.manager = manager;
    this.controllers =
        wanted ? manager.resolve(manager.getBeans(RequestContextController.class)) : null;
  }

  /** Whether {@link #begin} does anything. */
  boolean used() {
    return controllers != null;
  }

  /** Makes it active; for this thread to end it. */
  Active begin() {
    Bean<?> bean = controllers;
    if (bean == null) {
      return NOTHING;
    }
    try {
      return begin(bean);
    } catch (RuntimeException e) { // the container may be gone before the last callback
      LOG.debug("no request context for this callback", e);
      return NOTHING;
    }
  }

  private Active begin(Bean<?> bean) {
    CreationalContext<?> creation = manager.createCreationalContext(bean);
    RequestContextController controller =
        (RequestContextController)
            manager.getReference(bean, RequestContextController.class, creation);
    if (!controller.activate()) {
      creation.release();
      return NOTHING;
    }
    return () -> {
      try {
        controller.deactivate();
        creation.release();
      } catch (RuntimeException e) {
        LOG.warn("a request context could not be ended", e);
      }
    };
  }
}
