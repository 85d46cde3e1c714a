package io.fairlead.contract.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/** The servers by the names that {@code -Dserver=} takes: the one front door of this package. */
public final class Servers {

  /** The runtime of the project itself, which is always there and started elsewhere. */
  public static final String STANDALONE = "standalone";

  private static final int NEEDS_17 = 17;
  private static final int NEEDS_25 = 25;

  private record Known(String title, String distribution, Supplier<Launcher> launcher) {}

  private static final Map<String, Known> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("tomcat", new Known("Tomcat", "tomcat", Tomcat::plain));
    KNOWN.put("tomcat-weld", new Known("Tomcat + Weld", "tomcat", Tomcat::withWeld));
    KNOWN.put("jetty-ee10", new Known("Jetty ee10", "jetty", () -> new Jetty("ee10")));
    KNOWN.put("jetty-ee11", new Known("Jetty ee11", "jetty", () -> new Jetty("ee11")));
    KNOWN.put("tomee", new Known("TomEE", "tomee", Tomcat::tomee));
    KNOWN.put("wildfly", new Known("WildFly", "wildfly", WildFly::new));
    KNOWN.put("openliberty", new Known("Open Liberty", "openliberty", OpenLiberty::new));
    KNOWN.put(
        "glassfish7",
        new Known("GlassFish", "glassfish7", () -> glassFish("glassfish7", NEEDS_17)));
    KNOWN.put(
        "glassfish8",
        new Known("GlassFish", "glassfish8", () -> glassFish("glassfish8", NEEDS_25)));
    KNOWN.put("payara", new Known("Payara Micro", "payara", PayaraMicro::new));
  }

  private Servers() {}

  /** All names, in the order in which tables show them. */
  public static List<String> names() {
    return List.copyOf(KNOWN.keySet());
  }

  /** Name and version, for people. */
  public static String title(String name) {
    if (name.equals(STANDALONE)) {
      return "Fairlead standalone";
    }
    Known known = known(name);
    return known.title() + " " + Distribution.version(known.distribution());
  }

  /** The JDK it runs on: that of the tests, where it can. */
  public static int jdkVersion(String name) {
    return switch (name) {
      case "glassfish7" -> NEEDS_17;
      case "glassfish8" -> NEEDS_25;
      default -> Jdk.current().version();
    };
  }

  /**
   * Starts it and returns when the application answers. The calling test is skipped when the server
   * needs a JDK that is not on this machine.
   *
   * @throws java.io.IOException with the end of its log, when it does not come up
   */
  public static Server start(String name, Deployment deployment) throws Exception {
    Launch launch = known(name).launcher().get().prepare(deployment);
    return ServerProcess.start(name, launch, deployment);
  }

  private static Known known(String name) {
    Known known = KNOWN.get(name);
    if (known == null) {
      throw new IllegalArgumentException("no server '" + name + "'; there are " + KNOWN.keySet());
    }
    return known;
  }

  private static Launcher glassFish(String distribution, int version) {
    return Jdk.find(version)
        .map(jdk -> new GlassFish(distribution, jdk))
        .orElseGet(
            () ->
                Assumptions.abort(
                    "%s runs only on JDK %d: set JAVA%d_HOME to one"
                        .formatted(distribution, version, version)));
  }
}
