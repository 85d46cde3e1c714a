package io.fairlead.core.config;

import java.util.List;

/**
 * The configuration is wrong. Each problem is one line that names the key, where it came from, the
 * cause and the cure; the message holds them all, one a line.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** One problem: names the key, the cause and the cure in one line. */
  public ConfigException(String problem) {
    this(List.of(problem));
  }

  /** All that was found wrong at once, so that nobody has to start again for each. */
  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, one line each; at least one. */
  public List<String> problems() {
    return problems;
  }
}
