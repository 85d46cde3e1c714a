package io.fairlead.core.hosting;

import org.jspecify.annotations.Nullable;

/**
 * Where messages of one or more native kinds go: an annotated method or a handler of the user's.
 */
interface Inlet {

  /** In which form it takes them. */
  MessageForm form();

  /** Its own limit in bytes; -1 for none. */
  default long maxMessageSize() {
    return -1;
  }

  /**
   * Takes a message.
   *
   * @param value as {@link #form} makes it
   * @return what to send back
   */
  @Nullable Object accept(Object value, boolean last) throws Exception;
}
