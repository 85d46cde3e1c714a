package io.fairlead.standalone.cli;

import static java.util.Objects.requireNonNull;

import io.fairlead.standalone.control.Answer;
import io.fairlead.standalone.control.ControlClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "ctl",
    description = {
      "Controls the running server, over its local socket (fairlead.control.socket).",
      "Only the user that runs the server can."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CtlCommand.PluginsCtl.class, PolicyCtl.class, RevokeCtl.class},
    footer = {
      "",
      "Examples:",
      "  fairlead ctl status",
      "  fairlead ctl plugins",
      "  fairlead ctl plugins replace build/my-plugin.jar",
      "  fairlead ctl policy reload",
      "  fairlead ctl revoke --subject alice"
    })
final class CtlCommand implements Runnable {

  @Option(names = "--socket", paramLabel = "FILE", description = "The server's control socket.")
  private @Nullable Path socket;

  @Mixin private final ConfigOptions options = new ConfigOptions();
  @Spec private @Nullable CommandSpec spec;

  private final Home home;
  private final Terminal terminal;

  CtlCommand(Home home, Terminal terminal) {
    this.home = home;
    this.terminal = terminal;
  }

  @Override
  public void run() {
    CommandLine self = requireNonNull(spec).commandLine();
    self.usage(self.getOut());
  }

  @Command(name = "status", description = "Where the server serves, and how many it serves.")
  int status() throws IOException {
    return ask("status");
  }

  @Command(
      name = "connections",
      description = "Lists open connections: id, user, address and path, and how many there are.")
  int connections(
      @Option(names = "--principal", paramLabel = "NAME", description = "Only those of this user.")
          @Nullable String principal,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "List at most so many, up to 1000; without it 20.")
          int limit)
      throws IOException {
    if (limit < 0 || limit > SecurityWords.MOST_LISTED) {
      throw new UsageException(
          "--limit: must be from 0 to " + SecurityWords.MOST_LISTED + ", and is " + limit);
    }
    String most = String.valueOf(limit);
    return principal == null ? ask("connections", most) : ask("connections", most, principal);
  }

  int ask(String... words) throws IOException {
    Path where = socket != null ? socket : ControlSocket.of(options.load(home, terminal), home);
    if (where == null) {
      throw new UsageException(
          "there is no control socket: name one with --socket FILE or fairlead.control.socket");
    }
    if (!Files.exists(where)) {
      throw new UsageException(
          "no server listens on " + where + ": start it with 'fairlead run', or name its socket");
    }
    Answer answer;
    try {
      answer = ControlClient.ask(where.toAbsolutePath(), List.of(words));
    } catch (java.net.SocketException e) {
      throw new UsageException(
          "no server answers on "
              + where
              + " ("
              + e.getMessage()
              + "): it has ended, or belongs to another user");
    }
    for (String line : answer.lines()) {
      if (answer.exitCode() == 0) {
        terminal.line(line);
      } else {
        terminal.say("fairlead ctl: " + line);
      }
    }
    return answer.exitCode();
  }

  @Command(
      name = "plugins",
      description = {
        "Lists the plugins of the running server, and starts, stops and replaces them without",
        "closing connections. Without a command it lists them."
      },
      footer = {
        "",
        "Examples:",
        "  fairlead ctl plugins",
        "  fairlead ctl plugins rescan",
        "  fairlead ctl plugins stop rate-limit",
        "  fairlead ctl plugins replace build/my-plugin.jar",
        "  fairlead ctl plugins replace build/my-plugin.jar --canary 10 --for 5m",
        "  fairlead ctl plugins promote my-plugin"
      })
  static final class PluginsCtl implements Callable<Integer> {

    @ParentCommand private @Nullable CtlCommand ctl;

    private int ask(String... words) throws IOException {
      return requireNonNull(ctl).ask(words);
    }

    @Override
    public Integer call() throws IOException {
      return ask("plugins", "list");
    }

    @Command(name = "list", description = "How each plugin stands.")
    int list() throws IOException {
      return ask("plugins", "list");
    }

    @Command(
        name = "rescan",
        description = "Looks into the plugin directory now, and makes the changes.")
    int rescan() throws IOException {
      return ask("plugins", "rescan");
    }

    @Command(name = "start", description = "Starts a plugin that was stopped or has failed.")
    int start(@Parameters(paramLabel = "ID", description = "The plugin's id.") String id)
        throws IOException {
      return ask("plugins", "start", id);
    }

    @Command(name = "stop", description = "Stops a plugin, and those that require it.")
    int stop(@Parameters(paramLabel = "ID", description = "The plugin's id.") String id)
        throws IOException {
      return ask("plugins", "stop", id);
    }

    @Command(
        name = "replace",
        description = {
          "Starts the plugin of a jar in the place of the one with its id: at once, or after a",
          "share of the connections has tried it."
        })
    int replace(
        @Parameters(paramLabel = "JAR", description = "The plugin jar.") Path jar,
        @Option(
                names = "--canary",
                paramLabel = "PERCENT",
                description = {
                  "The share of the connections that tries it, from 1 to 99; 0 for none. Without it",
                  "fairlead.plugin-canary-share."
                })
            @Nullable Integer share,
        @Option(
                names = "--for",
                paramLabel = "TIME",
                description =
                    "How long it is tried, for example 5m. Without it fairlead.plugin-canary-time.")
            @Nullable String time)
        throws IOException {
      if (time != null && share == null) {
        throw new UsageException("--for needs --canary PERCENT");
      }
      return ask(
          "plugins",
          "replace",
          jar.toAbsolutePath().normalize().toString(),
          share == null ? "" : share.toString(),
          time == null ? "" : time);
    }

    @Command(name = "promote", description = "Lets a version that is tried take all connections.")
    int promote(@Parameters(paramLabel = "ID", description = "The plugin's id.") String id)
        throws IOException {
      return ask("plugins", "promote", id);
    }

    @Command(
        name = "rollback",
        description = "Takes a version that is tried back; the one before works for all again.")
    int rollback(@Parameters(paramLabel = "ID", description = "The plugin's id.") String id)
        throws IOException {
      return ask("plugins", "rollback", id);
    }
  }
}
