package io.fairlead.core.admission.jwt;

/** A token is not good; the message is one sentence for its bearer and holds no part of it. */
final class InvalidTokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidTokenException(String message) {
    // made for every bad token: a stack trace would cost more than the check
    super(message, null, false, false);
  }
}
