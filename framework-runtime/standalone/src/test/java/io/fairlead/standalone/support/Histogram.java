package io.fairlead.standalone.support;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** What lives in a JVM after a full collection, as that JVM itself counts it. */
public final class Histogram {

  private static final Pattern ROW =
      Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+)", Pattern.MULTILINE);
  private static final Pattern TOTAL =
      Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);
  private static final int ATTEMPTS = 4;

  private final Map<String, Integer> instances = new HashMap<>();
  private final long bytes;

  private Histogram(String text) {
    Matcher row = ROW.matcher(text);
    while (row.find()) { // one for each loader of a class of that name
      instances.merge(row.group(2), Integer.parseInt(row.group(1)), Integer::sum);
    }
    Matcher total = TOTAL.matcher(text);
    if (!total.find()) {
      throw new IllegalStateException("no histogram: " + text);
    }
    bytes = Long.parseLong(total.group(1));
  }

  /** That of this JVM; it need not attach to itself, which may hang. */
  public static Histogram here() {
    try {
      return new Histogram(
          String.valueOf(
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()})));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** That of another JVM, from outside; asked again where the JVM does not answer. */
  public static Histogram of(long pid) throws IOException, InterruptedException {
    String last = "";
    for (int i = 0; i < ATTEMPTS; i++) {
      Path out = Files.createTempFile("histogram", ".txt");
      try {
        Process jcmd =
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    "-J-XX:TieredStopAtLevel=1",
                    "-J-XX:+UseSerialGC",
                    String.valueOf(pid),
                    "GC.class_histogram")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended = jcmd.waitFor(60, TimeUnit.SECONDS);
        last = Files.readString(out);
        if (ended && jcmd.exitValue() == 0) {
          return new Histogram(last);
        }
        jcmd.destroyForcibly();
      } finally {
        Files.delete(out);
      }
    }
    throw new AssertionError("jcmd gets no class histogram of " + pid + ": " + last);
  }

  public int count(String className) {
    return instances.getOrDefault(className, 0);
  }

  /** How many class loaders of plugins there are: one for each generation. */
  public int pluginLoaders() {
    return count("io.fairlead.core.plugin.PluginClassLoader");
  }

  /** How many sessions of the engine there are. */
  public int sessions() {
    return count("org.glassfish.tyrus.core.TyrusSession");
  }

  public long bytes() {
    return bytes;
  }
}
