package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plugins",
    description = {
      "Lists the plugin jars and checks each: manifest, API version, needs, classes. None is"
          + " started.",
      "Exit code 0 if all are sound, 1 if one is broken."
    },
    footer = {
      "",
      "Examples:",
      "  fairlead plugins",
      "  fairlead plugins --plugins ./build/plugins"
    })
final class PluginsCommand implements Callable<Integer> {

  @Option(names = "--plugins", paramLabel = "DIR", description = "Directory with plugin jars.")
  private @Nullable Path plugins;

  @Mixin private final ConfigOptions options = new ConfigOptions();

  private final Home home;
  private final Terminal terminal;
  private final PluginInspector inspector;

  PluginsCommand(Home home, Terminal terminal, PluginInspector inspector) {
    this.home = home;
    this.terminal = terminal;
    this.inspector = inspector;
  }

  @Override
  public Integer call() {
    options.directory("--plugins", PluginSettings.PLUGINS_DIRECTORY, plugins);
    FairleadConfig config = options.load(home, terminal);
    Path directory =
        ConfigOptions.pluginDirectory(config)
            .orElseThrow(
                () ->
                    new UsageException(
                        "there is no plugin directory: name one with --plugins DIR or "
                            + PluginSettings.PLUGINS_DIRECTORY.key()));
    List<PluginReport> reports = inspector.inspect(directory, config);
    if (reports.isEmpty()) {
      terminal.say("no plugin jars in " + directory);
      return 0;
    }
    PluginTable.lines(reports).forEach(terminal::line);
    return reports.stream().anyMatch(each -> each.status() == Status.FAILED) ? Failures.FAILED : 0;
  }
}
