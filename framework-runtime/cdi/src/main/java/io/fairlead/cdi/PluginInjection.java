package io.fairlead.cdi;

import io.fairlead.core.hosting.InstanceSource.Instance;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes instances of a plugin's class and injects the container's beans, without telling the
 * container of the class: it would keep the class for ever, and take the next version of it, which
 * has the same name, for the same one. Interceptors and decorators do not apply.
 */
final class PluginInjection<T> {

  private final BeanManager beans;
  private final Constructor<T> constructor;
  private final List<Field> fields = new ArrayList<>();
  private final List<Method> initializers = new ArrayList<>();
  private final Deque<Method> afterwards = new ArrayDeque<>();
  private final Deque<Method> atTheEnd = new ArrayDeque<>();

  /**
   * Reads a class.
   *
   * @throws CdiInstanceException if it has no constructor that can be used
   */
  PluginInjection(BeanManager beans, Class<T> type) {
    this.beans = beans;
    this.constructor = constructor(type);
    List<Class<?>> line = new ArrayList<>();
    for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
      line.add(0, each);
    }
    for (Class<?> each : line) { // the superclass first (CDI 4.0, section 3.7)
      Arrays.stream(each.getDeclaredFields())
          .filter(field -> injected(field) && !Modifier.isStatic(field.getModifiers()))
          .forEach(fields::add);
      for (Method method : each.getDeclaredMethods()) {
        if (overridden(method, type)) {
          continue;
        }
        if (injected(method)) {
          initializers.add(method);
        }
        if (marked(method, "jakarta.annotation.PostConstruct")) {
          afterwards.addLast(method);
        }
        if (marked(method, "jakarta.annotation.PreDestroy")) {
          atTheEnd.addFirst(method);
        }
      }
    }
    Stream.of(List.of(constructor), fields, initializers, afterwards, atTheEnd)
        .flatMap(all -> all.stream())
        .forEach(each -> ((AccessibleObject) each).setAccessible(true));
  }

  @SuppressWarnings("unchecked") // the constructors of a class make instances of it
  private static <T> Constructor<T> constructor(Class<T> type) {
    List<Constructor<T>> all =
        Arrays.stream(type.getDeclaredConstructors()).map(each -> (Constructor<T>) each).toList();
    return all.stream()
        .filter(PluginInjection::injected)
        .findFirst()
        .or(() -> all.stream().filter(each -> each.getParameterCount() == 0).findFirst())
        .orElseThrow(
            () ->
                new CdiInstanceException(
                    type,
                    new IllegalArgumentException(
                        "it has neither a constructor with @Inject nor one without parameters")));
  }

  private static boolean injected(AnnotatedElement element) {
    return element.isAnnotationPresent(Inject.class);
  }

  private static boolean marked(Method method, String annotation) {
    return Arrays.stream(method.getAnnotations())
        .anyMatch(each -> each.annotationType().getName().equals(annotation));
  }

  private static boolean overridden(Method method, Class<?> type) {
    if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
      return Modifier.isStatic(method.getModifiers());
    }
    for (Class<?> each = type; each != method.getDeclaringClass(); each = each.getSuperclass()) {
      if (Arrays.stream(each.getDeclaredMethods())
          .anyMatch(
              other ->
                  other.getName().equals(method.getName())
                      && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()))) {
        return true;
      }
    }
    return false;
  }

  /** Makes one; its dependent objects go with it. */
  Instance<T> make() {
    CreationalContext<?> context = beans.createCreationalContext(null);
    boolean made = false;
    try {
      T instance = constructor.newInstance(arguments(constructor.getParameters(), context));
      for (Field field : fields) {
        field.set(instance, reference(field.getGenericType(), field, context));
      }
      for (Method method : initializers) {
        method.invoke(instance, arguments(method.getParameters(), context));
      }
      for (Method method : afterwards) {
        method.invoke(instance);
      }
      made = true;
      return new Made<>(instance, atTheEnd, context);
    } catch (InvocationTargetException e) {
      throw new CdiInstanceException(
          constructor.getDeclaringClass(), new IllegalStateException(e.getCause()));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new CdiInstanceException(
          constructor.getDeclaringClass(), new IllegalStateException(e.getMessage(), e));
    } finally {
      if (!made) {
        context.release();
      }
    }
  }

  private @Nullable Object[] arguments(Parameter[] parameters, CreationalContext<?> context) {
    return Arrays.stream(parameters)
        .map(each -> reference(each.getParameterizedType(), each, context))
        .toArray();
  }

  private Object reference(Type type, AnnotatedElement at, CreationalContext<?> context) {
    Annotation[] qualifiers =
        Arrays.stream(at.getAnnotations())
            .filter(each -> beans.isQualifier(each.annotationType()))
            .toArray(Annotation[]::new);
    Bean<?> bean = beans.resolve(beans.getBeans(type, qualifiers));
    if (bean == null) {
      throw new IllegalArgumentException("no bean is there for " + at);
    }
    return beans.getReference(bean, type, context);
  }

  private record Made<T>(T get, Deque<Method> atTheEnd, CreationalContext<?> context)
      implements Instance<T> {
    @Override
    public void destroy() {
      try {
        for (Method method : atTheEnd) {
          method.invoke(get);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "@PreDestroy of " + get.getClass().getName() + " failed", e);
      } finally {
        context.release();
      }
    }
  }
}
