package io.fairlead.core.inbound;

/** A limit was passed. */
public final class LimitException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Which one. */
  public LimitException(String message) {
    super(message);
  }
}
