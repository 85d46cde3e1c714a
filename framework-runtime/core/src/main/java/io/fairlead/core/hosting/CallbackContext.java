package io.fairlead.core.hosting;

import io.fairlead.api.connection.Connection;

/**
 * What surrounds every callback of an endpoint, such as scopes of CDI. Safe for any thread.
 *
 * <p>Callbacks are: the making of the instance together with {@code @OnOpen}, each message, pong,
 * failure and {@code SendResult}, {@code @OnClose}, and the end of the instance.
 */
@FunctionalInterface
public interface CallbackContext {

  /** Nothing. */
  CallbackContext NONE = connection -> OfConnection.NONE;

  /** That of one connection. */
  OfConnection of(Connection connection);

  /** What surrounds the callbacks of one connection. Does not throw. */
  interface OfConnection {

    /** Nothing. */
    OfConnection NONE =
        new OfConnection() {
          @Override
          public Scope enter() {
            return Scope.NONE;
          }

          @Override
          public void ended() {}
        };

    /** A callback begins on this thread; may be nested. */
    Scope enter();

    /** The endpoint was let go of; only a late {@code SendHandler} may still be called. */
    void ended();
  }

  /** One callback, on one thread. */
  interface Scope extends AutoCloseable {

    /** Nothing. */
    Scope NONE = () -> {};

    /** It is over; on the thread that entered. Does not throw. */
    @Override
    void close();
  }
}
