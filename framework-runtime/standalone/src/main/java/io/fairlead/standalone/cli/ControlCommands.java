package io.fairlead.standalone.cli;

import io.fairlead.core.config.Values;
import io.fairlead.core.plugin.LivePlugins;
import io.fairlead.core.plugin.PluginException;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.control.Answer;
import io.fairlead.standalone.control.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What {@code fairlead ctl} can ask of a running server. */
final class ControlCommands implements Commands {

  private final Fairlead server;
  private final SecurityWords security;

  ControlCommands(Fairlead server) {
    this.server = server;
    this.security = new SecurityWords(server);
  }

  @Override
  public Answer run(List<String> words) {
    try {
      return switch (words.get(0)) {
        case "status" -> status();
        case "plugins" -> plugins(words.subList(1, words.size()));
        case "policy" -> security.policy(words);
        case "revoke" -> security.revoke(words);
        case "connections" -> security.connections(words);
        default -> unknown(words);
      };
    } catch (PluginException e) {
      return Answer.refused(String.valueOf(e.getMessage()));
    }
  }

  private Answer status() {
    return Answer.done(
        List.of(
            "url          " + server.uri(),
            "connections  " + server.connections().size(),
            "plugins      "
                + server.plugins().stream()
                    .filter(each -> each.status() == PluginReport.Status.STARTED)
                    .count()));
  }

  private Answer plugins(List<String> words) {
    LivePlugins plugins = server.livePlugins();
    String verb = words.isEmpty() ? "list" : words.get(0);
    String subject = words.size() > 1 ? words.get(1) : "";
    return switch (verb) {
      case "list" -> table(server.plugins());
      case "rescan" -> table(plugins.rescan());
      case "start" -> table(List.of(plugins.start(subject)));
      case "stop" -> table(List.of(plugins.stop(subject)));
      case "replace" -> replace(Path.of(subject), words.subList(2, words.size()));
      case "promote" -> table(List.of(plugins.promote(subject)));
      case "rollback" -> table(List.of(plugins.rollBack(subject)));
      default -> unknown(words);
    };
  }

  /** The rest: the share of a canary, and its time; either may be empty. */
  private Answer replace(Path jar, List<String> trial) {
    LivePlugins plugins = server.livePlugins();
    if (trial.size() < 2 || trial.get(0).isEmpty()) {
      return table(List.of(plugins.replace(jar)));
    }
    int share;
    Duration time;
    try {
      share = Integer.parseInt(trial.get(0));
      time = trial.get(1).isEmpty() ? null : Values.duration(trial.get(1));
    } catch (NumberFormatException e) {
      return Answer.refused("--canary must be a whole number from 0 to 99");
    } catch (IllegalArgumentException e) {
      return Answer.refused("--for " + e.getMessage());
    }
    return table(List.of(plugins.replace(jar, share, time)));
  }

  private static Answer table(List<PluginReport> reports) {
    return Answer.done(reports.isEmpty() ? List.of("no plugins") : PluginTable.lines(reports));
  }

  static Answer unknown(List<String> words) {
    return Answer.refused(
        "this server does not know '"
            + String.join(" ", words)
            + "'; use the fairlead command of its own version");
  }
}
