package io.fairlead.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class DiffersTest {

  @Test
  void differenceMustShowItselfOnItsServerAndOnNoOther() {
    Map<String, String> ends = new ConcurrentHashMap<>();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(OnTomcat.class)).build();
    LauncherFactory.create(
            LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build())
        .execute(request, new Ends(ends));

    assertThat(ends)
        .containsEntry("known() said", "Tomcat counts otherwise")
        .containsEntry("known()", "SUCCESSFUL ")
        .hasEntrySatisfying(
            "gone()", end -> assertThat(end).startsWith("FAILED no longer differs: remove @Diff"))
        .containsEntry("elsewhere()", "FAILED fails")
        .containsEntry("holds()", "SUCCESSFUL ");
  }

  /** As a server's class is built: the tag outside, the checks in a group inside. */
  @Tag("tomcat")
  @ExtendWith(DiffersExtension.class)
  static class OnTomcat {
    @Nested
    class Group {
      @Test
      @Differs(server = "wildfly", why = "another")
      @Differs(server = "tomcat", why = "Tomcat counts otherwise")
      void known() {
        fail("fails");
      }

      @Test
      @Differs(server = "tomcat", why = "it did once")
      void gone() {
        assertThat(true).isTrue();
      }

      @Test
      @Differs(server = "wildfly", why = "only there")
      void elsewhere() {
        fail("fails");
      }

      @Test
      @Differs(server = "wildfly", why = "only there")
      void holds() {
        assertThat(true).isTrue();
      }
    }
  }

  private record Ends(Map<String, String> ends) implements TestExecutionListener {

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
      ends.put(
          test.getDisplayName() + " said", entry.getKeyValuePairs().get(DiffersExtension.ENTRY));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      String message = result.getThrowable().map(Throwable::getMessage).orElse("");
      ends.put(test.getDisplayName(), result.getStatus() + " " + message);
    }
  }
}
