package io.fairlead.jakartaee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledPluginsTest {

  @TempDir Path root;

  @Test
  void copiesTheJarsAndDeletesTheCopies() throws IOException {
    UnpackedWar war =
        new UnpackedWar(root)
            .with("WEB-INF/plugins/one.jar", new byte[] {1})
            .with("WEB-INF/plugins/two.jar", new byte[] {2})
            .with("WEB-INF/plugins/readme.txt", new byte[1])
            .with("WEB-INF/plugins/off/three.jar", new byte[] {3});

    BundledPlugins copies = BundledPlugins.copy(war.context());
    Path directory = copies.directory();

    assertThat(directory)
        .isDirectoryNotContaining(file -> !file.toString().endsWith(".jar"))
        .isDirectoryContaining(file -> file.endsWith("one.jar"));
    assertThat(Files.readAllBytes(directory.resolve("two.jar"))).containsExactly(2);
    assertThat(directory.resolve("three.jar")).doesNotExist();

    copies.close();
    assertThat(directory).doesNotExist();
    copies.close();
  }

  @Test
  void copiesNothingWhereTheApplicationBringsNone() throws IOException {
    UnpackedWar war = new UnpackedWar(root);
    assertThat(BundledPlugins.copy(war.context())).isNull();
    war.with("WEB-INF/plugins/readme.txt", new byte[1]);
    assertThat(BundledPlugins.copy(war.context())).isNull();
  }

  @Test
  void jarThatIsListedAndCannotBeOpenedIsNamedAndNoCopyIsLeft() throws IOException {
    String before = "a-" + UUID.randomUUID() + ".jar";
    UnpackedWar war =
        new UnpackedWar(root)
            .with("WEB-INF/plugins/" + before, new byte[1])
            .withUnreadable("WEB-INF/plugins/locked.jar");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> BundledPlugins.copy(war.context()))
        .havingCause()
        .withMessageContaining("/WEB-INF/plugins/locked.jar is listed and cannot be opened");
    assertThat(copiesOf(before)).isEmpty();
  }

  private static List<Path> copiesOf(String jar) throws IOException {
    List<Path> copies = new ArrayList<>();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(temporary, "fairlead-war-*")) {
      all.forEach(directory -> copies.add(directory.resolve(jar)));
    }
    copies.removeIf(Files::notExists);
    return copies;
  }
}
