package io.fairlead.cdi;

/** The container cannot give an instance of a class; the message names the class and the cause. */
public final class CdiInstanceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CdiInstanceException(Class<?> type, Throwable cause) {
    super("CDI cannot give an instance of " + type.getName() + ": " + cause.getMessage(), cause);
  }
}
