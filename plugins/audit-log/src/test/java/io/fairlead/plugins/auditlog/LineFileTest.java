package io.fairlead.plugins.auditlog;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {

  private final Path directory;

  LineFileTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void newFileAndItsDirectoriesAreTheirOwnersAlone() throws IOException {
    assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path file = directory.resolve("a/b/audit.jsonl");

    LineFile.open(file).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
        .isEqualTo("rwx------");
  }

  @Test
  void appendsToWhatIsThere() throws IOException {
    Path file = Files.writeString(directory.resolve("audit.jsonl"), "old\n");

    try (LineFile lines = LineFile.open(file)) {
      lines.write(bytes("new\n"));
      lines.force();
    }

    assertThat(file).hasContent("old\nnew\n");
  }

  @Test
  void tornLastLineIsEndedFirst() throws IOException {
    Path file = Files.writeString(directory.resolve("audit.jsonl"), "old\n{\"torn");

    try (LineFile lines = LineFile.open(file)) {
      lines.write(bytes("new\n"));
    }

    assertThat(file).hasContent("old\n{\"torn\nnew\n");
  }

  @Test
  void writeThatFailsMidwayLeavesNothingBehind() throws IOException {
    Path file = Files.writeString(directory.resolve("audit.jsonl"), "old\n");
    FailingChannel channel = new FailingChannel(FileChannel.open(file, APPEND), 5);
    try (LineFile lines = new LineFile(channel)) {
      assertThatThrownBy(() -> lines.write(bytes("first line\n")))
          .hasMessageContaining("no space left");
      assertThat(file).hasContent("old\n");

      channel.allow(1000);
      lines.write(bytes("second line\n"));
    }

    assertThat(file).hasContent("old\nsecond line\n");
  }

  @Test
  void fullDeviceIsAnError() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full));

    try (LineFile lines = LineFile.open(full)) {
      assertThatThrownBy(() -> lines.write(bytes("line\n"))).isInstanceOf(IOException.class);
    }
  }
}
