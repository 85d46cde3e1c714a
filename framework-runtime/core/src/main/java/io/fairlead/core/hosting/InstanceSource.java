package io.fairlead.core.hosting;

/** Makes endpoint instances, one for each connection. Safe for any thread. */
public interface InstanceSource {

  /** An instance and the way to let go of it. */
  interface Instance<T> {
    /** The instance. */
    T get();

    /** Lets go of it; called once, after {@code @OnClose}. */
    void destroy();
  }

  /** Makes an instance, its injection points filled where a CDI container is there. */
  <T> Instance<T> create(Class<T> type) throws Exception;

  /** Calls the public constructor without parameters. */
  static InstanceSource reflective() {
    return new ReflectiveInstanceSource();
  }
}
