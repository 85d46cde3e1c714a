package io.fairlead.standalone.cli;

import io.fairlead.core.application.ApplicationException;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.Levenshtein;
import io.fairlead.core.plugin.PluginException;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.net.BindException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the person at the terminal reads when something goes wrong. */
final class Failures {

  static final int FAILED = 1;
  static final int USAGE = 2;

  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A wrong option or argument. */
  int wrongArguments(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String cause =
        e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse("");
    terminal.say(name + ": " + cause + suggestion(e) + " (see '" + name + " --help')");
    return USAGE;
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    String wrong = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    Stream<String> options =
        spec.options().stream().filter(o -> !o.hidden()).flatMap(o -> Stream.of(o.names()));
    return Stream.concat(options, spec.subcommands().keySet().stream())
        .min(Comparator.comparingInt(name -> Levenshtein.distance(name, wrong)))
        .filter(name -> Levenshtein.distance(name, wrong) <= 2)
        .map(name -> "; did you mean '" + name + "'?")
        .orElse("");
  }

  /** A command that failed. */
  int failed(Exception e, CommandLine command) {
    boolean debug =
        command.getParseResult() != null && command.getParseResult().hasMatchedOption("--debug");
    if (debug) {
      e.printStackTrace(terminal.err());
    }
    String name = command.getCommandSpec().qualifiedName();
    Optional<List<String>> lines = curable(e);
    if (lines.isPresent()) {
      lines.get().forEach(line -> terminal.say(name + ": " + line));
      return USAGE;
    }
    terminal.say(
        name
            + ": failed: "
            + oneLine(e)
            + (debug ? "" : "; run it again with --debug to see where"));
    return FAILED;
  }

  private static String oneLine(Throwable e) {
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    return (e.getClass().getSimpleName() + message).replaceAll("\\s+", " ");
  }

  private static Optional<List<String>> curable(Throwable failure) {
    int depth = 0;
    for (Throwable e = failure; e != null && depth < 20; e = e.getCause(), depth++) {
      if (e instanceof ConfigException config) {
        return Optional.of(config.problems());
      }
      if (e instanceof UsageException
          || e instanceof PluginException
          || e instanceof ApplicationException
          || e instanceof DeploymentException) {
        return Optional.of(List.of(String.valueOf(e.getMessage())));
      }
      Optional<String> bind = e instanceof IOException io ? bindProblem(io) : Optional.empty();
      if (bind.isPresent()) {
        return bind.map(List::of);
      }
    }
    return Optional.empty();
  }

  /** Netty's native transport throws no {@link BindException}, so the words decide. */
  private static Optional<String> bindProblem(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    boolean bind = e instanceof BindException || message.contains("bind");
    if (!bind) {
      return Optional.empty();
    }
    for (Cure cure : Cure.values()) {
      if (message.contains(cure.sign)) {
        return Optional.of(e.getMessage() + ": " + cure.text);
      }
    }
    return Optional.of(oneLine(e) + ": choose another address with --host and --port");
  }

  private enum Cure {
    TAKEN(
        "in use",
        "another process has the port; stop it or choose another with --port (0 takes any free one)"),
    FORBIDDEN("permission denied", "ports below 1024 need a privilege; choose another with --port"),
    FOREIGN("cannot assign", "this machine has no such address; choose one of its own with --host");

    final String sign;
    final String text;

    Cure(String sign, String text) {
      this.sign = sign;
      this.text = text;
    }
  }
}
