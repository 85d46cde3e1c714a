package io.fairlead.core.outbound;

import java.io.IOException;

/** A message did not fit into the outbound queue; the message says which bound it met. */
public final class OverflowException extends IOException {

  private static final long serialVersionUID = 1L;

  OverflowException(String message) {
    super(message);
  }
}
