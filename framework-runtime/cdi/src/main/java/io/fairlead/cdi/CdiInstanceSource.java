package io.fairlead.cdi;

import static java.util.Objects.requireNonNull;

import io.fairlead.core.hosting.InstanceSource;
import io.fairlead.core.plugin.PluginClasses;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionTarget;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes endpoint instances from a CDI container. Safe for any thread, as long as the container is
 * open.
 *
 * <p>A class that is a bean gives a contextual reference in the scope that the bean has: a
 * {@code @Dependent} one is made for each connection and destroyed with it, one in a wider scope is
 * shared and belongs to the container. A class that is no bean is made, injected and
 * post-constructed for each connection, and destroyed with it; the container may remember such a
 * class as long as it is open (Weld does). Therefore the container never hears of a plugin's class.
 */
public final class CdiInstanceSource implements InstanceSource {

  private final BeanManager beans;

  /**
   * What is found out about a class once: that costs more than a handshake. Goes with the class.
   */
  private final ClassValue<Recipe> recipes =
      new ClassValue<>() {
        @Override
        protected Recipe computeValue(Class<?> type) {
          return recipe(type);
        }
      };

  private final ClassValue<PluginInjection<?>> pluginClasses =
      new ClassValue<>() {
        @Override
        protected PluginInjection<?> computeValue(Class<?> type) {
          return new PluginInjection<>(beans, type);
        }
      };

  /** One of the two. */
  private record Recipe(@Nullable Bean<?> bean, @Nullable InjectionTarget<?> target) {}

  /** Takes instances from the container of this manager. */
  public CdiInstanceSource(BeanManager beans) {
    this.beans = requireNonNull(beans, "beans");
  }

  /**
   * Makes an instance, or finds the shared one.
   *
   * @throws CdiInstanceException if more than one bean would do, or the container cannot make the
   *     class; the message names it
   */
  @Override
  @SuppressWarnings("unchecked") // the value for a class makes instances of it
  public <T> Instance<T> create(Class<T> type) {
    if (PluginClasses.contain(type)) {
      return ((PluginInjection<T>) pluginClasses.get(type)).make();
    }
    Recipe recipe = recipes.get(type);
    return recipe.bean() != null ? managed(type, recipe.bean()) : unmanaged(type, recipe);
  }

  private Recipe recipe(Class<?> type) {
    Bean<?> bean = resolve(type);
    try {
      return bean != null
          ? new Recipe(bean, null)
          : new Recipe(
              null,
              beans
                  .getInjectionTargetFactory(beans.createAnnotatedType(type))
                  .createInjectionTarget(null));
    } catch (RuntimeException e) {
      throw new CdiInstanceException(type, e);
    }
  }

  private <T> Instance<T> managed(Class<T> type, Bean<?> bean) {
    CreationalContext<?> context = beans.createCreationalContext(bean);
    try {
      Object instance = beans.getReference(bean, type, context);
      return bean.getScope() == Dependent.class
          ? new Owned<>(type.cast(instance), context)
          : new Shared<>(type.cast(instance));
    } catch (RuntimeException e) {
      context.release();
      throw new CdiInstanceException(type, e);
    }
  }

  @SuppressWarnings("unchecked") // a recipe's target is of the class that the recipe is for
  private <T> Instance<T> unmanaged(Class<T> type, Recipe recipe) {
    CreationalContext<T> context = beans.createCreationalContext(null);
    try {
      InjectionTarget<T> target = (InjectionTarget<T>) requireNonNull(recipe.target());
      T instance = target.produce(context);
      target.inject(instance, context);
      target.postConstruct(instance);
      return new Unmanaged<>(instance, target, context);
    } catch (RuntimeException e) {
      context.release();
      throw new CdiInstanceException(type, e);
    }
  }

  /** The bean that stands for a class; null where it is no bean. */
  private @Nullable Bean<?> resolve(Class<?> type) {
    Set<Bean<?>> candidates = beans.getBeans(type, Any.Literal.INSTANCE);
    Set<Bean<?>> own =
        candidates.stream()
            .filter(bean -> bean.getBeanClass() == type)
            .collect(Collectors.toUnmodifiableSet());
    // A subclass may be an endpoint of its own; only an alternative takes the class's place.
    boolean replaced = candidates.stream().anyMatch(Bean::isAlternative);
    try {
      return beans.resolve(own.isEmpty() || replaced ? candidates : own);
    } catch (RuntimeException e) {
      throw new CdiInstanceException(type, e);
    }
  }

  /** Belongs to the container, which ends it with its scope. */
  private record Shared<T>(T get) implements Instance<T> {
    @Override
    public void destroy() {}
  }

  /** Belongs to the connection, together with the dependent instances that were injected. */
  private record Owned<T>(T get, CreationalContext<?> context) implements Instance<T> {
    @Override
    public void destroy() {
      context.release();
    }
  }

  private record Unmanaged<T>(T get, InjectionTarget<T> target, CreationalContext<T> context)
      implements Instance<T> {
    @Override
    public void destroy() {
      try {
        target.preDestroy(get);
        target.dispose(get);
      } finally {
        context.release();
      }
    }
  }
}
