package io.fairlead.core.connection;

/** A session came so late after its admission that its place had lapsed, and there is no other. */
public final class NoPlaceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoPlaceException() {
    super("there is no place for this connection");
  }
}
