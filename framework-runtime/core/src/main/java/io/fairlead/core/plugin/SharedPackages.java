package io.fairlead.core.plugin;

import java.util.Set;

/** The classes that a plugin gets from the runtime: contracts, and nothing that works behind. */
final class SharedPackages {

  /** Annotated classes name it on any server; it is the one contract that lives in the core. */
  private static final String CONFIGURATOR = "io.fairlead.core.hosting.FairleadConfigurator";

  private static final String LOG4J = "org.apache.logging.log4j.";
  private static final Set<String> LOG4J_API =
      Set.of("internal", "message", "simple", "spi", "status", "util");

  private SharedPackages() {}

  static boolean contains(String className) {
    return className.startsWith("java.")
        || className.startsWith("jakarta.")
        || className.startsWith("io.fairlead.api.")
        || className.startsWith("org.jspecify.")
        || className.equals(CONFIGURATOR)
        || isLog4jApi(className);
  }

  /** Log4j's API shares its first packages with its engine. */
  private static boolean isLog4jApi(String className) {
    if (!className.startsWith(LOG4J)) {
      return false;
    }
    String rest = className.substring(LOG4J.length());
    int dot = rest.indexOf('.');
    return dot < 0 || LOG4J_API.contains(rest.substring(0, dot));
  }

  /** Whether a plugin may bring a copy of its own where the runtime has none. */
  static boolean mayBeBrought(String className) {
    return !className.startsWith("java.") && !className.startsWith("io.fairlead.");
  }
}
