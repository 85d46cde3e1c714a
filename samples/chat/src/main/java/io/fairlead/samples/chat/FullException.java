package io.fairlead.samples.chat;

/** There is no seat left; the message is for the client. */
final class FullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FullException(String detail) {
    super(detail);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
