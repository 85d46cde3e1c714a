package io.fairlead.standalone.control;

import java.util.List;

/** Does what is asked for over the socket. Called from one thread at a time for each request. */
@FunctionalInterface
public interface Commands {

  /**
   * Does it; may block.
   *
   * @param words at least one
   */
  Answer run(List<String> words) throws Exception;
}
