package io.fairlead.contract.server;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** The platform threads of a JVM, seen from outside by {@code jcmd} of the same JDK. */
public final class JvmThreads {

  /** Those of the runtime, and those that it makes for plugins. */
  private static final Pattern OURS =
      Pattern.compile("^\"((?:fairlead|plugin)-[^\"]*)\"", Pattern.MULTILINE);

  private JvmThreads() {}

  /** The names of threads that Fairlead started without the help of the server. */
  public static List<String> ofFairlead(ProcessHandle process)
      throws IOException, InterruptedException {
    return OURS.matcher(LoadedClasses.jcmd(process, "Thread.print"))
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
