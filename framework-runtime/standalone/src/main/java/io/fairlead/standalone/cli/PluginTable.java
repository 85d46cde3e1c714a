package io.fairlead.standalone.cli;

import io.fairlead.api.plugin.PluginDescriptor;
import io.fairlead.core.plugin.PluginReport;
import io.fairlead.core.plugin.PluginReport.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How plugins stand, as lines of a table. */
final class PluginTable {

  private static final List<String> HEAD =
      List.of("ID", "VERSION", "API", "STATUS", "JAR", "MESSAGE");

  private PluginTable() {}

  static List<String> lines(List<PluginReport> reports) {
    return TextTable.lines(HEAD, reports.stream().map(PluginTable::row).toList());
  }

  private static List<String> row(PluginReport report) {
    PluginDescriptor descriptor = report.descriptor();
    return List.of(
        descriptor == null ? "-" : descriptor.id(),
        descriptor == null ? "-" : descriptor.version(),
        descriptor == null ? "-" : descriptor.api(),
        report.status() == Status.CHECKED ? "ok" : report.status().name().toLowerCase(Locale.ROOT),
        String.valueOf(report.jar().getFileName()),
        message(report));
  }

  private static String message(PluginReport report) {
    boolean plain =
        report.status() == Status.CHECKED
            || (report.status() == Status.STARTED && report.message().equals("started"));
    List<String> parts = new ArrayList<>(plain ? List.of() : List.of(report.message()));
    if (!report.endpoints().isEmpty()) {
      parts.add("endpoints: " + String.join(", ", report.endpoints()));
    }
    if (report.signer() != null) {
      parts.add("signed by '" + report.signer() + "'");
    }
    return String.join(" ", parts);
  }
}
