package io.fairlead.standalone.cli;

/** The person at the terminal can put it right: one line with cause and cure, exit code 2. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
