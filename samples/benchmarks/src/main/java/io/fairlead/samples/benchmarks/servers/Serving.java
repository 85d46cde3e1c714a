package io.fairlead.samples.benchmarks.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What all subjects do once they serve. */
final class Serving {

  private static final Pattern VERSION = Pattern.compile("-(\\d[^/]*)\\.jar$");

  private Serving() {}

  /** Says what serves, obeys the runner, and ends the process when the runner is gone. */
  static void ready(String what) throws IOException {
    System.out.println("READY " + what);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) {
      System.gc();
      System.out.println("DONE");
    }
    Runtime.getRuntime().halt(0);
  }

  /** The version in the name of the jar that a class comes from. */
  static String version(Class<?> of) {
    String jar = of.getProtectionDomain().getCodeSource().getLocation().getPath();
    Matcher version = VERSION.matcher(jar);
    return version.find() ? version.group(1) : "(not from a jar)";
  }
}
