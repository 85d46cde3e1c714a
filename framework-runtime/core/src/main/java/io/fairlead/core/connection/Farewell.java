package io.fairlead.core.connection;

/** What comes between the wish to close a connection in order and its close. */
@FunctionalInterface
public interface Farewell {

  /** Nothing does. */
  Farewell NONE = Runnable::run;

  /** Must not block; runs the rest once, within its own deadline, on any thread. */
  void before(Runnable rest);
}
