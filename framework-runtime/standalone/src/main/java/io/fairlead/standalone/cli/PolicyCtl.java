package io.fairlead.standalone.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "policy",
    description = {
      "Shows the security policy of the running server, and reloads it. Without a command it shows"
          + " it."
    },
    footer = {
      "",
      "Examples:",
      "  fairlead ctl policy show",
      "  fairlead ctl policy reload",
      "  fairlead ctl policy reload --recheck"
    })
final class PolicyCtl implements Callable<Integer> {

  @ParentCommand private @Nullable CtlCommand ctl;

  private int ask(String... words) throws IOException {
    return requireNonNull(ctl).ask(words);
  }

  @Override
  public Integer call() throws IOException {
    return show();
  }

  @Command(name = "show", description = "The number of the policy in force, and its settings.")
  int show() throws IOException {
    return ask("policy", "show");
  }

  @Command(
      name = "reload",
      description = {
        "Reads the configuration file and the key files again. If anything does not fit, the policy"
            + " before stays in force."
      })
  int reload(
      @Option(
              names = "--recheck",
              description = "Close the open connections that would not be let in now.")
          boolean recheck)
      throws IOException {
    return recheck ? ask("policy", "reload", "recheck") : ask("policy", "reload");
  }
}
