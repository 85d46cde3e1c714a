package io.fairlead.contract.report;

import io.fairlead.contract.server.Servers;
import io.fairlead.contract.suite.ServerContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes {@code target/contract/<server>.tsv} for each {@link ServerContract} that ran, and with
 * {@code -Ddocs.write=true} the table in {@code docs/servers.md}. JUnit finds it as a service.
 */
public final class ContractRecorder implements TestExecutionListener {

  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final Map<String, String> differences = new ConcurrentHashMap<>();
  private TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    String why = entry.getKeyValuePairs().get(DiffersExtension.ENTRY);
    if (why != null) {
      differences.put(test.getUniqueId(), why);
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    record(test, new Outcome(Outcome.Kind.SKIPPED, reason));
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    String note = result.getThrowable().map(Throwable::getMessage).orElse("");
    String difference = differences.get(test.getUniqueId());
    switch (result.getStatus()) {
      case FAILED -> record(test, new Outcome(Outcome.Kind.FAILED, note));
      case ABORTED -> record(test, new Outcome(Outcome.Kind.SKIPPED, note));
      case SUCCESSFUL -> {
        if (difference != null) {
          record(test, new Outcome(Outcome.Kind.DIFFERS, difference));
        } else if (test.isTest()) {
          record(test, new Outcome(Outcome.Kind.PASSED, ""));
        }
      }
    }
  }

  /** A group whose preparation failed has one row that says so: its checks did not run. */
  private void record(TestIdentifier test, Outcome outcome) {
    Optional<TestIdentifier> contract = contract(test);
    Optional<String> server =
        contract.flatMap(
            found ->
                found.getTags().stream()
                    .map(tag -> tag.getName())
                    .filter(tag -> tag.equals(Servers.STANDALONE) || Servers.names().contains(tag))
                    .findFirst());
    if (server.isEmpty()) {
      return;
    }
    Column column = columns.computeIfAbsent(server.get(), ContractRecorder::column);
    String group =
        test.isTest()
            ? plan.getParent(test).map(TestIdentifier::getDisplayName).orElse("")
            : test.getDisplayName();
    String check = test.isTest() ? test.getDisplayName() : "the whole group";
    column.outcomes().put(new Check(group, check), outcome);
  }

  private Optional<TestIdentifier> contract(TestIdentifier test) {
    Optional<TestIdentifier> found = Optional.of(test);
    while (found.isPresent() && !isContract(found.get().getSource())) {
      found = plan.getParent(found.get());
    }
    return found;
  }

  private static boolean isContract(Optional<TestSource> source) {
    return source
        .filter(ClassSource.class::isInstance)
        .map(of -> ((ClassSource) of).getJavaClass())
        .filter(ServerContract.class::isAssignableFrom)
        .isPresent();
  }

  private static Column column(String server) {
    String day = LocalDate.now(ZoneOffset.UTC).toString();
    return Column.empty(server, Servers.title(server), day + ", JDK " + Servers.jdkVersion(server));
  }

  @Override
  public void testPlanExecutionFinished(TestPlan testPlan) {
    Path results = Path.of(System.getProperty("contract.work", "target/contract"));
    try {
      for (Column column : columns.values()) {
        column.write(results);
      }
      if (!columns.isEmpty() && Boolean.getBoolean("docs.write")) {
        ContractTable.update(ContractTable.page(), results);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
