package io.fairlead.contract.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a JVM has loaded, seen from outside by {@code jcmd} of the same JDK.
 *
 * <p>{@code VM.class_hierarchy} writes a class once for each loader, with the address of what the
 * JVM keeps for that loader, which is what tells loaders apart. {@code GC.class_histogram} leaves
 * out classes without instances; {@code VM.classloaders} folds loaders of one kind.
 */
public final class LoadedClasses {

  private LoadedClasses() {}

  /** How many class loaders hold a class of that name after a full collection. */
  public static long count(ProcessHandle process, String className)
      throws IOException, InterruptedException {
    jcmd(process, "GC.run");
    String hierarchy = jcmd(process, "VM.class_hierarchy", className);
    return Pattern.compile("--" + Pattern.quote(className) + "/(0x[0-9a-f]+|null)\\b")
        .matcher(hierarchy)
        .results()
        .map(MatchResult::group)
        .distinct()
        .count();
  }

  /** What a command answers; see {@code jcmd <pid> help}. */
  static String jcmd(ProcessHandle process, String... command)
      throws IOException, InterruptedException {
    String java =
        process.info().command().orElseThrow(() -> new IOException(process + " has ended"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(java).resolveSibling("jcmd").toString(), Long.toString(process.pid()));
    builder.command().addAll(List.of(command));
    Process jcmd = builder.redirectErrorStream(true).start();
    String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException(String.join(" ", builder.command()) + ": " + answer);
    }
    return answer;
  }
}
