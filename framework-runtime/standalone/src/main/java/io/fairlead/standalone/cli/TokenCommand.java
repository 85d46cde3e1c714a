package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.config.Values;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "token",
    description = {
      "Prints a token that the server of this configuration accepts, for trying things out.",
      "A value that is JSON goes into the token as such, any other as text."
    },
    footer = {
      "",
      "Examples:",
      "  fairlead token --subject alice",
      "  fairlead token --subject alice --expires 8h --claim name=Alice --claim 'roles=[\"admin\"]'",
      "  curl -H \"Authorization: Bearer $(fairlead token --subject alice)\" ..."
    })
final class TokenCommand implements Callable<Integer> {

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "NAME",
      description = "Whom the token speaks for (sub).")
  private String subject = "";

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "How long it is good, for example 30s, 15m or 8h; without it 1h.")
  private String expires = "";

  @Option(
      names = "--claim",
      paramLabel = "name=value",
      description = "A further claim; may be given more than once.")
  private List<String> claims = List.of();

  @Mixin private final ConfigOptions options = new ConfigOptions();

  private final Home home;
  private final Terminal terminal;
  private final TokenSource source;

  TokenCommand(Home home, Terminal terminal, TokenSource source) {
    this.home = home;
    this.terminal = terminal;
    this.source = source;
  }

  @Override
  public Integer call() {
    if (subject.isBlank()) {
      throw new UsageException("--subject: must name somebody");
    }
    Duration lifetime = lifetime();
    FairleadConfig config = options.load(home, terminal);
    if (config.get(Settings.AUTH_MODE) != Settings.AuthMode.JWT) {
      throw new UsageException("tokens are of no use here: fairlead.auth.mode is not jwt");
    }
    FairleadConfig signing = options.withKey(config, terminal);
    terminal.line(issue(signing, lifetime));
    return 0;
  }

  private String issue(FairleadConfig config, Duration lifetime) {
    try {
      return source.issue(config, subject, lifetime, Claims.parse(claims));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Duration lifetime() {
    try {
      Duration lifetime = Values.duration(expires);
      if (lifetime.toSeconds() >= 1) {
        return lifetime;
      }
      throw new UsageException("--expires: '" + expires + "' must be at least 1s");
    } catch (IllegalArgumentException e) {
      throw new UsageException("--expires: '" + expires + "' " + e.getMessage());
    }
  }
}
