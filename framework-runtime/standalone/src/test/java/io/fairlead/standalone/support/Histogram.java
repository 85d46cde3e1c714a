package io.fairlead.standalone.live;

import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** What lives in this JVM, as the JVM itself counts it. */
final class Histogram {

  private static final Pattern SPACES = Pattern.compile("\\s+");

  private Histogram() {}

  /** How many class loaders of plugins there are, after a full collection. */
  static int pluginLoaders() {
    try {
      Object text =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return String.valueOf(text)
          .lines()
          .map(String::strip)
          .filter(line -> line.endsWith(" io.fairlead.core.plugin.PluginClassLoader"))
          .mapToInt(line -> Integer.parseInt(SPACES.split(line)[1]))
          .sum();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
