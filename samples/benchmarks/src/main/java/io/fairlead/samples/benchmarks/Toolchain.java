package io.fairlead.samples.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds what is not Java: the load, by gcc, and the Go server, where Debian's Go packages are.
 *
 * @param load the load program
 * @param ginProgram the Go server, null where it cannot be built
 * @param ginMissing why it cannot be built, empty where it can
 */
record Toolchain(Path load, @Nullable Path ginProgram, String ginMissing) {

  private static final List<String> LOAD =
      List.of("load.c", "link.h", "measure.h", "options.h", "slow.h", "wire.h");
  private static final Path GOPATH = Path.of("/usr/share/gocode");
  private static final String GO_CURE =
      "apt-get install golang-go golang-github-gin-gonic-gin-dev"
          + " golang-github-gorilla-websocket-dev";

  /**
   * Builds what is older than its source.
   *
   * @throws BenchmarkException if there is no load to be had
   */
  static Toolchain build(Path module, boolean withGo) throws IOException, InterruptedException {
    Path target = Files.createDirectories(module.resolve("target/tools"));
    Path load = target.resolve("load");
    Path c = module.resolve("src/main/c");
    for (String source : LOAD) {
      if (older(load, c.resolve(source))) {
        compileLoad(c, load);
      }
    }
    return withGo ? withGo(load, target, module) : new Toolchain(load, null, "not asked for");
  }

  /** The Go server. */
  Path gin() {
    if (ginProgram == null) {
      throw new BenchmarkException(ginMissing);
    }
    return ginProgram;
  }

  private static void compileLoad(Path c, Path load) throws IOException, InterruptedException {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      throw new BenchmarkException("the load needs Linux: epoll and /proc");
    }
    if (!onPath("gcc")) {
      throw new BenchmarkException(
          "the load is a C program and there is no gcc; install one: apt-get install gcc libc6-dev");
    }
    String said =
        run(
            Map.of(),
            List.of(
                "gcc",
                "-std=gnu11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-o",
                load.toString(),
                c.resolve("load.c").toString()));
    if (!said.isEmpty()) {
      throw new BenchmarkException("gcc could not build the load: " + said);
    }
  }

  private static Toolchain withGo(Path load, Path target, Path module)
      throws IOException, InterruptedException {
    Path source = module.resolve("src/main/go/gin_server.go");
    Path program = target.resolve("gin-server");
    for (String needed : List.of("github.com/gin-gonic/gin", "github.com/gorilla/websocket")) {
      if (!onPath("go") || !Files.isDirectory(GOPATH.resolve("src").resolve(needed))) {
        return new Toolchain(load, null, "Go, Gin or gorilla is not installed; " + GO_CURE);
      }
    }
    if (older(program, source)) {
      String said =
          run(
              Map.of("GOPATH", GOPATH.toString(), "GO111MODULE", "off", "GOFLAGS", ""),
              List.of("go", "build", "-o", program.toString(), source.toString()));
      if (!said.isEmpty()) {
        return new Toolchain(load, null, "go could not build it: " + said);
      }
    }
    return new Toolchain(load, program, "");
  }

  private static boolean older(Path built, Path source) throws IOException {
    return !Files.exists(built)
        || Files.getLastModifiedTime(built).compareTo(Files.getLastModifiedTime(source)) < 0;
  }

  static boolean onPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && List.of(path.split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** What it said if it failed, else nothing. */
  private static String run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : said.isBlank() ? "no reason given" : said.strip();
  }
}
