package io.fairlead.jakartaee;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.core.config.FairleadConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostedClassesTest {

  private static final Set<Class<?>> FOUND =
      Set.of(
          Samples.Plain.class,
          Samples.Hosted.class,
          Samples.Other.class,
          Samples.HostedBySubclass.class,
          Samples.Unannotated.class);

  @TempDir Path classes;

  @Test
  void hostsClassesWithOurConfiguratorOrASubclassOfIt() {
    assertThat(HostedClasses.among(FOUND, FairleadConfig.of(Map.of())))
        .containsExactly(Samples.Hosted.class, Samples.HostedBySubclass.class);
  }

  @Test
  void hostsEveryAnnotatedClassWhereTheConfigurationSaysAll() {
    assertThat(HostedClasses.among(FOUND, FairleadConfig.of(Map.of("fairlead.host", "all"))))
        .containsExactly(
            Samples.Hosted.class,
            Samples.HostedBySubclass.class,
            Samples.Other.class,
            Samples.Plain.class);
  }

  @Test
  void leavesTheServerWhatIsNotHosted() throws IOException {
    try (ContextLoader application = new ContextLoader(classes)) {
      assertThat(FairleadApplicationConfig.unhosted(FOUND))
          .containsExactlyInAnyOrder(
              Samples.Plain.class, Samples.Other.class, Samples.Unannotated.class);
    }
  }

  @Test
  void leavesTheServerNoEndpointWhereTheConfigurationSaysAll() throws IOException {
    Files.writeString(classes.resolve("fairlead.yaml"), "fairlead.host: all\n");
    try (ContextLoader application = new ContextLoader(classes)) {
      FairleadApplicationConfig config = new FairleadApplicationConfig();

      assertThat(config.getAnnotatedEndpointClasses(FOUND))
          .containsExactly(Samples.Unannotated.class);
      assertThat(config.getEndpointConfigs(Set.of())).isEmpty();
    }
  }

  /** The listener stops the deployment; until then nothing may answer without admission. */
  @Test
  void leavesTheServerNothingWhereTheConfigurationIsBroken() throws IOException {
    Files.writeString(classes.resolve("fairlead.yaml"), "fairlead.host: some\n");
    try (ContextLoader application = new ContextLoader(classes)) {
      assertThat(FairleadApplicationConfig.unhosted(FOUND)).isEmpty();
    }
  }
}
