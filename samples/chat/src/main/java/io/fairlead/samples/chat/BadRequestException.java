package io.fairlead.samples.chat;

/** A client asked for something that cannot be done; the message is for the client. */
final class BadRequestException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;

  BadRequestException(String code, String detail) {
    super(detail);
    this.code = code;
  }

  /** A word for programs, such as {@code too-long}. */
  String code() {
    return code;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
