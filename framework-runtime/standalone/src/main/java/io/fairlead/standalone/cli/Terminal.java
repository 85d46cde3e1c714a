package io.fairlead.standalone.cli;

import java.io.PrintStream;

/**
 * Where output goes.
 *
 * @param out for what a caller reads: {@code READY}, a token, a table
 * @param err for what a person reads
 * @param color whether {@code err} shows colours
 */
record Terminal(PrintStream out, PrintStream err, boolean color) {

  /** Set by the start script, which can ask the terminal: always or never. */
  private static final String COLOR = "io.fairlead.color";

  private static final String BOLD_RED = "\u001B[1;31m";
  private static final String PLAIN = "\u001B[0m";

  static Terminal ofProcess() {
    return new Terminal(System.out, System.err, wantsColor());
  }

  private static boolean wantsColor() {
    String no = System.getenv("NO_COLOR");
    if (no != null && !no.isEmpty()) {
      return false;
    }
    return switch (System.getProperty(COLOR, "auto")) {
      case "always" -> true;
      case "never" -> false;
      // from 22 on there is a console even where there is no terminal
      default -> System.console() != null && Runtime.version().feature() < 22;
    };
  }

  /** A line for callers, out at once. */
  void line(String line) {
    out.println(line);
    out.flush();
  }

  /** A line for people. */
  void say(String line) {
    err.println(line);
  }

  /** A line that nobody should miss. */
  void shout(String line) {
    err.println(color ? BOLD_RED + line + PLAIN : line);
  }
}
