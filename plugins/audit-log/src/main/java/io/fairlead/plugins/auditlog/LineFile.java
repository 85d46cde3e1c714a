package io.fairlead.plugins.auditlog;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that lines are appended to. One made here is its owner's alone, as are directories made
 * for it; what was there keeps its permissions and its content.
 */
final class LineFile implements LineSink {

  private static final byte LINE_FEED = '\n';

  private final FileChannel channel;

  LineFile(FileChannel channel) {
    this.channel = channel;
  }

  static LineFile open(Path path) throws IOException {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory, ownerOnly(posix, "rwx------"));
    }
    boolean torn = endsWithinLine(path);
    LineFile file =
        new LineFile(
            FileChannel.open(path, Set.of(CREATE, WRITE, APPEND), ownerOnly(posix, "rw-------")));
    if (torn) {
      file.write(ByteBuffer.wrap(new byte[] {LINE_FEED}));
    }
    return file;
  }

  private static FileAttribute<?>[] ownerOnly(boolean posix, String permissions) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** After a crash in mid-write the next line must not be glued to the torn one. */
  private static boolean endsWithinLine(Path path) throws IOException {
    if (!Files.isRegularFile(path) || Files.size(path) == 0) {
      return false;
    }
    try (FileChannel reader = FileChannel.open(path, READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return reader.read(last, reader.size() - 1) == 1 && last.get(0) != LINE_FEED;
    }
  }

  @Override
  public void write(ByteBuffer lines) throws IOException {
    long before = channel.size();
    try {
      while (lines.hasRemaining()) {
        channel.write(lines);
      }
    } catch (IOException e) {
      takeBack(before, e);
      throw e;
    }
  }

  private void takeBack(long size, IOException cause) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
