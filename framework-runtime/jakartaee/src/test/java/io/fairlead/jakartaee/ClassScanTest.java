package io.fairlead.jakartaee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassScanTest {

  @TempDir Path root;

  @Test
  void findsAnnotatedClassesInDirectoriesAndJars() throws IOException {
    UnpackedWar war =
        new UnpackedWar(root)
            .withClass(Samples.Hosted.class)
            .withClass(Samples.Unannotated.class)
            .with("WEB-INF/classes/fairlead.yaml", new byte[0])
            .withJar(
                "library.jar",
                Map.of(
                    UnpackedWar.fileOf(Samples.Plain.class),
                    UnpackedWar.bytesOf(Samples.Plain.class),
                    "META-INF/versions/17/" + UnpackedWar.fileOf(Samples.Other.class),
                    UnpackedWar.bytesOf(Samples.Other.class),
                    "about.txt",
                    new byte[1]))
            .with("WEB-INF/lib/readme.txt", new byte[1]);

    assertThat(ClassScan.of(war.context()))
        .containsExactlyInAnyOrder(Samples.Hosted.class, Samples.Plain.class);
  }

  @Test
  void findsNothingWhereThereAreNoClasses() {
    assertThat(ClassScan.of(new UnpackedWar(root).context())).isEmpty();
  }

  @Test
  void leavesOutAClassThatCannotBeLoaded() throws IOException {
    UnpackedWar war = new UnpackedWar(root).withClass(Samples.Hosted.class);
    Path elsewhere = root.resolve("elsewhere");
    try (ContextLoader application =
        new ContextLoader(elsewhere, ClassLoader.getPlatformClassLoader())) {
      assertThat(ClassScan.of(war.context())).isEmpty();
    }
  }

  @Test
  void fileThatIsListedAndCannotBeOpenedStopsTheDeployment() throws IOException {
    UnpackedWar war = new UnpackedWar(root).withUnreadable("WEB-INF/lib/locked.jar");
    assertThatIllegalStateException()
        .isThrownBy(() -> ClassScan.of(war.context()))
        .havingCause()
        .withMessageContaining("/WEB-INF/lib/locked.jar is listed and cannot be opened");
  }
}
