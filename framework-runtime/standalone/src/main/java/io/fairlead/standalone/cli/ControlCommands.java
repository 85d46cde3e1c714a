package io.fairlead.standalone.cli;

import io.fairlead.core.plugin.LivePlugins;
import io.fairlead.core.plugin.PluginException;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.control.Answer;
import io.fairlead.standalone.control.Commands;
import java.nio.file.Path;
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
      case "replace" -> table(List.of(plugins.replace(Path.of(subject))));
      default -> unknown(words);
    };
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
