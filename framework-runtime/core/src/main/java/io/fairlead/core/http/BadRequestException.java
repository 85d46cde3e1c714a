package io.fairlead.core.http;

/** The request cannot be understood; the message is for the client. */
public final class BadRequestException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong, in one sentence without anything that the client sent. */
  public BadRequestException(String message) {
    super(message, null, false, false); // made for every bad client: no stack trace
  }
}
