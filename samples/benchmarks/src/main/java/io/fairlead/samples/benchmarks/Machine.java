package io.fairlead.samples.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where it was measured.
 *
 * @param processor the processor's name
 * @param processors how many there are
 * @param kernel name and release
 * @param jvm the JVM of the subjects
 * @param javaFeature its feature release: 17, 25
 */
public record Machine(
    String processor, int processors, String kernel, String jvm, int javaFeature) {

  static Machine of(Path java) throws IOException, InterruptedException {
    List<String> properties = properties(java);
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        value(properties, "java.vm.name") + " " + value(properties, "java.runtime.version"),
        Integer.parseInt(value(properties, "java.specification.version")));
  }

  private static List<String> properties(Path java) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(java.toString(), "-XshowSettings:properties", "-version")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new BenchmarkException(java + " is no JVM: " + said.strip());
    }
    return said.lines().map(String::strip).toList();
  }

  private static String value(List<String> properties, String name) {
    return properties.stream()
        .filter(line -> line.startsWith(name + " = "))
        .map(line -> line.substring(name.length() + 3))
        .findFirst()
        .orElse("?");
  }

  private static String processorName() throws IOException {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    return !Files.exists(cpuinfo)
        ? System.getProperty("os.arch")
        : Files.readAllLines(cpuinfo).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
  }

  /** How many descriptors a process may open at most; JVMs and the load go up to that. */
  static long descriptors() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[1])
        .mapToLong(hard -> hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard))
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** One line for a report. */
  public String line() {
    return "%s, %d processors; %s; %s".formatted(processor, processors, kernel, jvm);
  }
}
