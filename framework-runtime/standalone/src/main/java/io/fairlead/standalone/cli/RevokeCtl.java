package io.fairlead.standalone.cli;

import static java.util.Objects.requireNonNull;

import io.fairlead.core.config.Values;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "revoke",
    description = {
      "Takes back what was let in: its open connections are closed with 4403, and a token or a"
          + " subject is refused from now on. A restart of the server forgets it."
    },
    footer = {
      "",
      "Examples:",
      "  fairlead ctl revoke --token 5f0c-1e --for 8h",
      "  fairlead ctl revoke --subject alice",
      "  fairlead ctl revoke --connection 3k9x-17"
    })
final class RevokeCtl implements Callable<Integer> {

  private static final String LONGEST = "30d";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private @Nullable Target target;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description =
          "How long it is refused: as long as the tokens live that are meant, for example 8h."
              + " Without it "
              + LONGEST
              + ". Not with --connection.")
  private @Nullable String time;

  @ParentCommand private @Nullable CtlCommand ctl;

  /** What to revoke: one of these. */
  private static final class Target {
    @Option(names = "--token", paramLabel = "ID", description = "One token, by its id (jti).")
    private @Nullable String token;

    @Option(
        names = "--subject",
        paramLabel = "NAME",
        description = "All tokens of a user that were issued up to now.")
    private @Nullable String subject;

    @Option(
        names = "--connection",
        paramLabel = "ID",
        description = "One connection; its token stays good.")
    private @Nullable String connection;
  }

  @Override
  public Integer call() throws IOException {
    CtlCommand parent = requireNonNull(ctl);
    Target chosen = requireNonNull(target);
    if (chosen.connection != null) {
      if (time != null) {
        throw new UsageException("--for: a connection is closed and not remembered; leave it out");
      }
      return parent.ask("revoke", "connection", chosen.connection);
    }
    if (chosen.token != null) {
      if (chosen.token.matches("ey[^.]*\\.[^.]*\\.[^.]*")) { // it would end up in the log
        throw new UsageException("--token: this is a whole token; give its id, the claim jti");
      }
      return parent.ask("revoke", "token", chosen.token, time());
    }
    return parent.ask("revoke", "subject", requireNonNull(chosen.subject), time());
  }

  private String time() {
    String text = time == null ? LONGEST : time;
    try {
      Duration duration = Values.duration(text);
      if (duration.toSeconds() >= 1) {
        return duration.toString();
      }
      throw new UsageException("--for: '" + text + "' must be at least 1s");
    } catch (IllegalArgumentException e) {
      throw new UsageException("--for: '" + text + "' " + e.getMessage());
    }
  }
}
