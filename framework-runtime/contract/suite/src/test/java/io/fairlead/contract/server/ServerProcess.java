package io.fairlead.contract.server;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The part that all servers have in common: a process, its port, its log, its end. */
final class ServerProcess implements Server {

  /** More, by a system property, for a machine that is busy with other things. */
  private static final Duration DEADLINE =
      Duration.ofSeconds(Integer.getInteger("contract.deadline", 120));

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int TIMEOUT_MILLIS = 5_000;

  private final String name;
  private final Launch launch;
  private final Process process;
  private final ServerLog log;
  private final Thread hook = new Thread(this::kill, "kill-server");

  private ServerProcess(String name, Launch launch, Process process, ServerLog log) {
    this.name = name;
    this.launch = launch;
    this.process = process;
    this.log = log;
  }

  /** Returns when the application answers. */
  static Server start(String name, Launch launch, Deployment deployment) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(launch.jdk().java().toString());
    command.add("-Xmx512m");
    command.addAll(launch.vm());
    deployment.settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(launch.program());
    ServerLog log = log(launch.directory());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.directory().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(log.file().toFile());
    builder.environment().put("JAVA_HOME", launch.jdk().home().toString());
    builder.environment().putAll(launch.environment());
    ServerProcess server = new ServerProcess(name, launch, builder.start(), log);
    Runtime.getRuntime().addShutdownHook(server.hook);
    try {
      server.await(server::deployed, "started");
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  static ServerLog log(Path directory) {
    return new ServerLog(directory.resolve("console.log"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public URI base() {
    return URI.create("http://127.0.0.1:" + launch.port() + "/contract");
  }

  @Override
  public ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public Path log() {
    return log.file();
  }

  @Override
  public boolean deploysWhileRunning() {
    return launch.hot().isPresent();
  }

  @Override
  public boolean hasCdi() {
    return launch.cdi();
  }

  @Override
  public void undeploy() throws Exception {
    BooleanSupplier undeployed = hot().undeploy();
    await(() -> undeployed.getAsBoolean() && !ready(), "undeployed the application");
  }

  @Override
  public void deploy() throws Exception {
    hot().deploy();
    await(this::deployed, "deployed the application");
  }

  private HotDeployment hot() {
    return launch
        .hot()
        .orElseThrow(() -> new UnsupportedOperationException(name + " deploys only at its start"));
  }

  /** Every round waits for the end of the process too: a dead server is reported at once. */
  private void await(BooleanSupplier condition, String what)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s ended with %d before it had %s; %s"
                .formatted(name, process.exitValue(), what, log.tail()));
      }
      if (launch.hot().isPresent() && hot().failed()) {
        throw new IOException(name + " refuses the application; " + log.tail());
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException(
            "%s has not %s within %s; %s".formatted(name, what, DEADLINE, log.tail()));
      }
    }
  }

  private boolean deployed() {
    return launch.hot().map(HotDeployment::deployed).orElse(true) && ready();
  }

  private boolean ready() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(base() + "/ready.txt").toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setRequestProperty("Connection", "close");
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public boolean stop(Duration longest) throws InterruptedException {
    process.destroy();
    return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    kill();
    process.onExit().join();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException exiting) {
      // Then the hook runs, and finds nothing left.
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
