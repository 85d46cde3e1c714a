package io.fairlead.core.admission;

/** The request breaks a rule of HTTP; answered with status 400. */
final class MalformedHandshakeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says which rule, in a sentence for the client that repeats nothing of the request. */
  MalformedHandshakeException(String message) {
    super(message);
  }
}
