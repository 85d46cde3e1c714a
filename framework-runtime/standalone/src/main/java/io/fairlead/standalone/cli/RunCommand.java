package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import io.fairlead.core.config.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = {
      "Runs the server in the foreground and prints 'READY <url>' once it serves.",
      "SIGTERM or Ctrl-C drains it and ends it with exit code 0; a second one ends it at once."
    },
    footer = {
      "",
      "Examples:",
      "  fairlead run",
      "  fairlead run --port 0 --plugins ./plugins",
      "  fairlead run --host 0.0.0.0 -Dfairlead.auth.jwt.secret-file=/run/secrets/jwt",
      "  fairlead run -Dfairlead.log.format=json -Dfairlead.drain.deadline=1m"
    })
final class RunCommand implements Callable<Integer> {

  @Option(names = "--host", paramLabel = "HOST", description = "Address to bind.")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Port; 0 takes any free one.")
  private @Nullable String port;

  @Option(names = "--plugins", paramLabel = "DIR", description = "Directory with plugin jars.")
  private @Nullable Path plugins;

  /** For {@code mvn -Prun}: nothing may stay behind when Maven is killed. */
  @Option(names = "--exit-with-parent", hidden = true)
  private boolean exitWithParent;

  @Mixin private final ConfigOptions options = new ConfigOptions();

  private final Home home;
  private final Terminal terminal;
  private final ServerStarter starter;

  RunCommand(Home home, Terminal terminal, ServerStarter starter) {
    this.home = home;
    this.terminal = terminal;
    this.starter = starter;
  }

  @Override
  public Integer call() throws Exception {
    options.option("--host", Settings.SERVER_HOST, host);
    options.option("--port", Settings.SERVER_PORT, port);
    options.directory("--plugins", PluginSettings.PLUGINS_DIRECTORY, plugins);
    FairleadConfig config = options.withKey(options.load(home, terminal), terminal);
    ConfigOptions.pluginDirectory(config);
    StopSignals signals = StopSignals.install(exitWithParent);
    ServerStarter.Running server = starter.start(config);
    Thread onExit = new Thread(server::close, "fairlead-exit"); // SIGHUP of a terminal, System.exit
    Runtime.getRuntime().addShutdownHook(onExit);
    ReloadSignal.install(server::reload);
    try (AutoCloseable control = ControlSocket.open(config, home, server.commands())) {
      if (!signals.requested()) {
        announce(config, server);
      }
      signals.await();
    }
    DrainProgress.close(server);
    return 0;
  }

  private void announce(FairleadConfig config, ServerStarter.Running server) {
    String url = server.uri().toString().replaceFirst("/$", "");
    if (config.get(Settings.AUTH_MODE) == Settings.AuthMode.NONE) {
      terminal.shout(
          "*** AUTHENTICATION IS OFF (fairlead.auth.mode=none): whoever reaches "
              + url
              + " is let in ***");
    }
    terminal.line("READY " + url);
  }
}
