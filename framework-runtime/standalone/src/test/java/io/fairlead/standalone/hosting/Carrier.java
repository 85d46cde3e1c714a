package io.fairlead.standalone.hosting;

import java.net.URI;

/** A running server with annotated classes on it. */
public interface Carrier extends AutoCloseable {

  /** The port on 127.0.0.1. */
  int port();

  default URI uri(String pathAndQuery) {
    return URI.create("ws://127.0.0.1:" + port() + pathAndQuery);
  }

  /** Waits until no connection is being handled any more, and stops. */
  @Override
  void close();

  /** How to start one. */
  @FunctionalInterface
  interface Starter {
    Carrier start(Class<?>... endpoints) throws Exception;
  }
}
