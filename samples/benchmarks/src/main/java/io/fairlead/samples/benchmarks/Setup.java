package io.fairlead.samples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the subjects are started.
 *
 * @param module the folder of this module
 * @param out where results and logs go
 * @param java the JVM of the subjects
 * @param jvmArguments more arguments for every JVM
 * @param prepend stands before the class path of our own subjects; empty for nothing
 * @param tools what was built
 */
record Setup(
    Path module, Path out, Path java, List<String> jvmArguments, String prepend, Toolchain tools) {

  /** The same for every JVM. */
  static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+UseG1GC");

  /**
   * In the memory case a collection gives free heap back, so that what stays is what is needed: the
   * heap's default slack is a matter of taste and would be most of the figure. Tomcat needs more
   * than 512 MB for its buffers.
   */
  static final List<String> MEMORY_FLAGS =
      List.of("-Xmx2g", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

  List<String> jvmFlags(Case what) {
    List<String> flags = new ArrayList<>(FLAGS);
    if (what.memory()) {
      flags.addAll(MEMORY_FLAGS);
    }
    flags.addAll(jvmArguments);
    return flags;
  }

  /**
   * The class path of a subject: this module's classes, and what Maven wrote down for it.
   *
   * @throws BenchmarkException if Maven has not yet
   */
  String classPath(Subject subject) throws IOException {
    Path file = module.resolve("target/peers").resolve(subject.peer() + ".classpath");
    if (!Files.exists(file)) {
      throw new BenchmarkException(
          file + " is missing; build: mvn -pl samples/benchmarks -am -DskipTests package");
    }
    String path = module.resolve("target/classes") + ":" + Files.readString(file).strip();
    return subject.ours() && !prepend.isEmpty() ? prepend + ":" + path : path;
  }
}
