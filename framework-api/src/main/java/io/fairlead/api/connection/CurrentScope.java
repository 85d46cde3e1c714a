package io.fairlead.api.connection;

import org.jspecify.annotations.Nullable;

/** Notes for whom a thread works; for the runtime. See {@link Scope#current()}. */
public final class CurrentScope {

  // a connection stands for its scope, which is then made only if somebody asks
  private static final ThreadLocal<@Nullable Object> CURRENT = new ThreadLocal<>();

  private CurrentScope() {}

  static Scope get() {
    Object now = CURRENT.get();
    if (now instanceof Scope scope) {
      return scope;
    }
    if (now instanceof Connection connection) {
      return connection.scope();
    }
    throw new IllegalStateException(
        "this thread works for no connection, so there is no current scope: take it in a callback"
            + " or a task of a scope, and hand it on, or use connection.scope()");
  }

  /**
   * From now on this thread works for a connection.
   *
   * @return what {@link #leave} needs
   */
  public static @Nullable Object enter(Connection connection) {
    return swap(connection);
  }

  /**
   * From now on this thread does a task.
   *
   * @return what {@link #leave} needs
   */
  public static @Nullable Object enter(Scope scope) {
    return swap(scope);
  }

  private static @Nullable Object swap(Object now) {
    Object before = CURRENT.get();
    CURRENT.set(now);
    return before;
  }

  /**
   * It works for whom it did before.
   *
   * @param before what {@code enter} returned
   */
  public static void leave(@Nullable Object before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }
}
