package io.fairlead.standalone.control;

import java.util.List;

/**
 * What a running server says to a request.
 *
 * @param exitCode 0 done, 1 failed, 2 something to put right in the request
 * @param lines for the person who asked
 */
public record Answer(int exitCode, List<String> lines) {

  /** Copies the list. */
  public Answer {
    lines = List.copyOf(lines);
  }

  /** It was done. */
  public static Answer done(List<String> lines) {
    return new Answer(0, lines);
  }

  /** The request cannot be met as it is. */
  public static Answer refused(String line) {
    return new Answer(2, List.of(line));
  }
}
