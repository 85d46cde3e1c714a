package io.fairlead.core.admission.jwt;

/** The keys cannot be had now, so nothing can be said about a token. */
final class KeysUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KeysUnavailableException(String message) {
    super(message, null, false, false);
  }
}
