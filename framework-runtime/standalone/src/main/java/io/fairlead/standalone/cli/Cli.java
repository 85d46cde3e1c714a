package io.fairlead.standalone.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line, put together. */
final class Cli {

  private static final String POM =
      "/META-INF/maven/io.fairlead/fairlead-standalone/pom.properties";

  private final CommandLine commandLine;

  Cli(Home home, Terminal terminal, Backend backend) {
    Failures failures = new Failures(terminal);
    commandLine =
        new CommandLine(new Top())
            .addSubcommand(new RunCommand(home, terminal, backend.server()))
            .addSubcommand(new TokenCommand(home, terminal, backend.tokens()))
            .addSubcommand(new PluginsCommand(home, terminal, backend.plugins()))
            .addSubcommand(new CtlCommand(home, terminal))
            .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
            .setParameterExceptionHandler(failures::wrongArguments)
            .setExecutionExceptionHandler((e, command, result) -> failures.failed(e, command));
  }

  int execute(String... args) {
    return commandLine.execute(args);
  }

  @Command(
      name = "fairlead",
      mixinStandardHelpOptions = true,
      scope = ScopeType.INHERIT,
      versionProvider = Version.class,
      synopsisSubcommandLabel = "COMMAND",
      description = "Runs standard Jakarta WebSocket endpoints behind admission and plugins.",
      footer = {
        "",
        "Examples:",
        "  fairlead run",
        "  fairlead token --subject alice",
        "  fairlead plugins",
        "  fairlead ctl plugins",
        "",
        "Exit codes: 0 done, 1 failed, 2 something to put right in the command or its settings."
      })
  private static final class Top implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
      CommandLine self = requireNonNull(spec).commandLine();
      self.usage(self.getOut());
    }
  }

  /** {@code fairlead 1.2.3 (Java 17.0.15)}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties pom = new Properties();
      try (InputStream in = Cli.class.getResourceAsStream(POM)) {
        if (in != null) {
          pom.load(in);
        }
      }
      return new String[] {
        "fairlead "
            + pom.getProperty("version", "(not from a jar)")
            + " (Java "
            + Runtime.version()
            + ")"
      };
    }
  }
}
