package io.fairlead.samples.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fairlead.samples.benchmarks.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that a run leaves. */
public final class Reports {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Reports() {}

  /** Reads what {@link #write} wrote as results.json. */
  public static Results read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Results.class);
  }

  /**
   * Writes results.json, results.md and results.svg into a folder.
   *
   * @param docs folders of documentation to write the page and the chart into
   * @return the tables
   */
  public static String write(Results results, Path out, List<Path> docs) throws IOException {
    Files.createDirectories(out);
    JSON.writeValue(out.resolve("results.json").toFile(), results);
    String tables = MarkdownTables.of(results);
    Files.writeString(out.resolve("results.md"), tables);
    return tables;
  }
}
