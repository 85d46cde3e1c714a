package io.fairlead.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a child process writes when it logs in every way. */
class LogSetupTest {

  private final Path directory;

  LogSetupTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private List<String> log(List<String> jvm, String... settings) throws Exception {
    List<String> command = ChildProcess.java(LogSample.class, jvm, settings);
    try (ChildProcess child = ChildProcess.start(directory, command, Map.of())) {
      assertThat(child.exitCode()).as(child.err()).isZero();
      assertThat(child.out()).isEmpty();
      return child.err().lines().toList();
    }
  }

  private static String line(List<String> lines, String part) {
    return lines.stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
  }

  @Test
  void textIsAlignedAndShowsContextOnlyWhereThereIsOne() throws Exception {
    List<String> lines = log(List.of());
    assertThat(line(lines, "plain line"))
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Pipeline             plain line");
    assertThat(line(lines, "with context"))
        .endsWith(
            " INFO  Pipeline             conn=c-1 req=r-1 user=alice\\nbob plugin=geo with context");
    assertThat(line(lines, "two")).endsWith(" WARN  Pipeline             two\\nlines");
    assertThat(lines)
        .contains(
            "java.lang.IllegalStateException: outer",
            "Caused by: java.lang.RuntimeException: inner");
    assertThat(line(lines, "from System.Logger")).contains(" INFO  Logger ");
    assertThat(line(lines, "from JUL 7")).contains(" INFO  Logger ");
    assertThat(line(lines, "from SLF4J 7")).contains(" INFO  Logger ");
    assertThat(lines).noneMatch(line -> line.contains("\u001B"));
  }

  @Test
  void librariesAreTamedButTheirWarningsAreHeard() throws Exception {
    assertThat(log(List.of()))
        .noneMatch(line -> line.contains("chat") || line.contains("detail"))
        .anyMatch(line -> line.contains("tyrus warning"));
    assertThat(log(List.of(), "fairlead.log.level=debug"))
        .anyMatch(line -> line.contains("detail"))
        .anyMatch(line -> line.contains("netty chat"));
    assertThat(log(List.of(), "fairlead.log.level=error"))
        .noneMatch(line -> line.contains("tyrus") || line.contains("two"));
  }

  @Test
  void colourIsThereOnlyWhenAsked() throws Exception {
    assertThat(log(List.of("-Dtest.color=true"))).anyMatch(line -> line.contains("\u001B["));
  }

  @Test
  void jsonIsOneObjectALineWithTheContextFields() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String line : log(List.of(), "fairlead.log.format=json")) {
      events.add(new ObjectMapper().readTree(line));
    }
    JsonNode plain = event(events, "plain line");
    assertThat(plain.get("level").asText()).isEqualTo("INFO");
    assertThat(plain.get("logger").asText()).isEqualTo("io.fairlead.sample.Pipeline");
    assertThat(plain.get("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}Z");
    assertThat(plain.get("thread").asText()).isEqualTo("main");
    for (String absent : List.of("connection", "request", "principal", "plugin", "error")) {
      assertThat(plain.has(absent)).as(absent + " in " + plain).isFalse();
    }
    JsonNode full = event(events, "with context");
    assertThat(full.get("connection").asText()).isEqualTo("c-1");
    assertThat(full.get("request").asText()).isEqualTo("r-1");
    assertThat(full.get("principal").asText()).isEqualTo("alice\nbob");
    assertThat(full.get("plugin").asText()).isEqualTo("geo");
    JsonNode error = event(events, "two\nlines").get("error");
    assertThat(error.get("type").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(error.get("message").asText()).isEqualTo("outer");
    assertThat(error.get("stack").asText())
        .contains("Caused by: java.lang.RuntimeException: inner");
    event(events, "from System.Logger");
    event(events, "from JUL 7");
    event(events, "from SLF4J 7");
  }

  private static JsonNode event(List<JsonNode> events, String message) {
    return events.stream()
        .filter(event -> event.get("message").asText().equals(message))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ownLog4jConfigurationGoesBefore() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("own.properties"),
            String.join(
                "\n",
                "status = warn",
                "appender.a.type = Console",
                "appender.a.name = a",
                "appender.a.target = SYSTEM_ERR",
                "appender.a.layout.type = PatternLayout",
                "appender.a.layout.pattern = MINE %m%n",
                "rootLogger.level = info",
                "rootLogger.appenderRef.a.ref = a"));
    assertThat(log(List.of("-Dlog4j2.configurationFile=" + file))).contains("MINE plain line");
  }
}
