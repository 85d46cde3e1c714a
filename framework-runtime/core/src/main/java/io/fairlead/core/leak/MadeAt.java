package io.fairlead.core.leak;

import java.util.List;
import java.util.stream.Collectors;

/** The place in the code of others where something was made, as text: it keeps no class alive. */
public final class MadeAt {

  /** Nobody looked. */
  public static final MadeAt UNKNOWN = new MadeAt("unknown (fairlead.leaks.frames is 0)");

  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final List<String> OURS =
      List.of("io.fairlead.core.", "io.fairlead.api.", "java.", "jdk.", "sun.");
  private static final List<String> TESTS = List.of("Test.", "Test$", "IT.", "IT$");

  private final String text;

  private MadeAt(String text) {
    this.text = text;
  }

  /** Where the calling thread is. */
  public static MadeAt here(int frames) {
    if (frames == 0) {
      return UNKNOWN;
    }
    return new MadeAt(
        WALKER.walk(
            stack ->
                stack
                    .dropWhile(MadeAt::ours)
                    .limit(frames)
                    .map(StackWalker.StackFrame::toString)
                    .collect(Collectors.joining("\n"))));
  }

  /** Our own tests are code of others. */
  private static boolean ours(StackWalker.StackFrame frame) {
    String name = frame.getClassName() + ".";
    return OURS.stream().anyMatch(name::startsWith) && TESTS.stream().noneMatch(name::contains);
  }

  /** A thread's own place. */
  static MadeAt of(StackTraceElement[] stack, int frames) {
    return new MadeAt(
        List.of(stack).stream()
            .limit(Math.max(frames, 1))
            .map(StackTraceElement::toString)
            .collect(Collectors.joining("\n")));
  }

  /** One that somebody else knows. */
  static MadeAt text(String text) {
    return new MadeAt(text);
  }

  /** One frame a line. */
  @Override
  public String toString() {
    return text;
  }
}
