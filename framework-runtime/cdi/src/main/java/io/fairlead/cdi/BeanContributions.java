package io.fairlead.cdi;

import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.Contributions;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the beans that are contributions to the runtime, each as one instance for the whole life of
 * the application. Close it before the container: that ends the instances that no other scope owns.
 */
public final class BeanContributions implements AutoCloseable {

  private final List<CreationalContext<?>> owned = new ArrayList<>();

  private BeanContributions() {}

  /**
   * Adds all that the extension has noted, at the order of their {@code @Priority}.
   *
   * @throws CdiInstanceException if the container cannot make one of them
   */
  public static BeanContributions add(
      EndpointExtension extension, BeanManager beans, Contributions target) {
    BeanContributions added = new BeanContributions();
    try {
      for (ContributionBean each : extension.contributions()) {
        added.add(each, beans, target);
      }
      return added;
    } catch (RuntimeException e) {
      added.close();
      throw e;
    }
  }

  private void add(ContributionBean each, BeanManager beans, Contributions target) {
    CreationalContext<?> context = beans.createCreationalContext(each.bean());
    owned.add(context);
    Class<?> type = each.points().iterator().next(); // one instance of the bean serves them all
    Object instance;
    try {
      instance = beans.getReference(each.bean(), type, context);
    } catch (RuntimeException e) {
      throw new CdiInstanceException(each.bean().getBeanClass(), e);
    }
    each.points().forEach(point -> addAt(point, instance, each.order(), target));
  }

  private static <T extends Contribution> void addAt(
      Class<T> point, Object instance, int order, Contributions target) {
    target.add(point, point.cast(instance), order);
  }

  /** Ends the instances that belong to no wider scope. */
  @Override
  public void close() {
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).release();
    }
    owned.clear();
  }
}
