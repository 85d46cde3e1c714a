package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.PluginReport;
import java.nio.file.Path;
import java.util.List;

/** Checks the jars that {@code fairlead plugins} lists. */
@FunctionalInterface
interface PluginInspector {

  /** One report for each jar. */
  List<PluginReport> inspect(Path directory, FairleadConfig config);
}
