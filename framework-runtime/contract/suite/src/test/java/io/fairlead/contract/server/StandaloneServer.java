package io.fairlead.contract.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The standalone runtime with the WAR's classes on its class path: {@code fairlead run} in a
 * process of its own. It has one plugin directory, so that holds the plugins from inside the WAR
 * too.
 */
public final class StandaloneServer implements Server {

  private static final String PLUGINS = "fairlead.plugins-directory";
  private static final long START_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final CompletableFuture<URI> ready = new CompletableFuture<>();

  private StandaloneServer(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it; returns when it serves. */
  public static StandaloneServer start(Deployment deployment) throws Exception {
    Path work = Files.createDirectories(deployment.work());
    Path classes = War.extract(deployment.war(), "WEB-INF/classes/", work.resolve("classes"));
    String outside = deployment.settings().get(PLUGINS);
    Path plugins = outside == null ? work.resolve("plugins") : Path.of(outside);
    War.extract(deployment.war(), "WEB-INF/plugins/", plugins);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    deployment.settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-D" + PLUGINS + "=" + plugins);
    command.addAll(List.of("-cp", classes + File.pathSeparator + classPath()));
    command.addAll(List.of("io.fairlead.standalone.cli.Main", "run", "--port", "0"));
    command.add("--exit-with-parent"); // nothing stays behind when the tests are killed
    command.addAll(List.of("--config", classes.resolve("fairlead.yaml").toString()));
    Path log = work.resolve("server.log");
    Process process =
        new ProcessBuilder(command).directory(work.toFile()).redirectError(log.toFile()).start();
    StandaloneServer server = new StandaloneServer(process, log);
    try {
      server.await();
    } catch (Exception e) {
      server.close();
      throw new IllegalStateException("no READY from standalone; see " + log, e);
    }
    return server;
  }

  /** What the tests run with, without what belongs into a WAR only. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !forWar(entry))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean forWar(String entry) {
    Path path = Path.of(entry);
    String name = path.getFileName().toString();
    return name.startsWith("fairlead-jakartaee")
        || name.startsWith("contract-classes")
        || name.startsWith("fairlead-contract-")
        || name.startsWith("fairlead-testkit")
        || path.endsWith(Path.of("testkit", "target", "classes"))
        || name.startsWith("jakarta.servlet")
        || name.startsWith("log4j-to-jul")
        || name.equals("test-classes")
        || path.endsWith(Path.of("jakartaee", "target", "classes"))
        || path.endsWith(Path.of("contract", "app", "target", "classes"));
  }

  private void await() throws Exception {
    Thread reader = new Thread(this::readOutput, "standalone-output");
    reader.setDaemon(true);
    reader.start();
    ready.get(START_SECONDS, TimeUnit.SECONDS);
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (line.startsWith("READY ")) {
          ready.complete(URI.create(line.substring("READY ".length())));
        }
      }
      ready.completeExceptionally(new IOException("it has ended"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  @Override
  public String name() {
    return "standalone";
  }

  @Override
  public URI base() {
    return ready.join();
  }

  @Override
  public ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public Path log() {
    return log;
  }

  @Override
  public boolean deploysWhileRunning() {
    return false;
  }

  @Override
  public void undeploy() {
    throw new UnsupportedOperationException("standalone is its application");
  }

  @Override
  public void deploy() {
    throw new UnsupportedOperationException("standalone is its application");
  }

  @Override
  public boolean stop(Duration longest) throws InterruptedException {
    process.destroy();
    return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
