package io.fairlead.core.event;

/**
 * A listener of the framework's that stands for one of somebody else: that one's class loader is
 * the context one of its calls, and the log names it.
 */
public interface Wrapped {

  /** The class that is called. */
  Class<?> target();

  /** What the log calls it. */
  default String name() {
    return target().getName();
  }
}
