package io.fairlead.core.application;

import org.jspecify.annotations.Nullable;

/** An application cannot be started; the message is one line that names class, cause and cure. */
public final class ApplicationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Names class, cause and cure; line breaks in it become blanks. */
  public ApplicationException(String message, @Nullable Throwable cause) {
    super(message.replaceAll("\\s*\\R\\s*", " "), cause);
  }
}
