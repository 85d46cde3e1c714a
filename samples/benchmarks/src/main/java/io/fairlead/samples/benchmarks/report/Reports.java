package io.fairlead.samples.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fairlead.samples.benchmarks.Results;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

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
   * @param docs folders of documentation to write benchmarks.md and images/benchmark.svg into
   * @return the tables
   */
  public static String write(Results results, Path out, List<Path> docs) throws IOException {
    String tables = MarkdownTables.of(results);
    String chart = SvgChart.of(results);
    Files.createDirectories(out);
    JSON.writeValue(out.resolve("results.json").toFile(), results);
    Files.writeString(out.resolve("results.md"), tables);
    Files.writeString(out.resolve("results.svg"), chart);
    for (Path folder : docs) {
      Files.createDirectories(folder.resolve("images"));
      Files.writeString(folder.resolve("images/benchmark.svg"), chart);
      Files.writeString(folder.resolve("benchmarks.md"), page().replace("@TABLES@", tables));
    }
    return tables;
  }

  private static String page() throws IOException {
    try (InputStream in = Reports.class.getResourceAsStream("page.md")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
