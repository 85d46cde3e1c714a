package io.fairlead.standalone.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Listens on a Unix socket that only the server's own user can reach: by its permissions, and by a
 * look at who is at the other end. Safe for any thread.
 */
public final class ControlServer implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(ControlServer.class);
  private static final int LONGEST_PATH = 100; // the kernel has room for 107 bytes
  private static final int MOST_AT_ONCE = 8;

  private final Path socket;
  private final @Nullable Object inode;
  private final ServerSocketChannel channel;
  private final Commands commands;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);

  private ControlServer(Path socket, ServerSocketChannel channel, Commands commands) {
    this.socket = socket;
    this.inode = inode(socket);
    this.channel = channel;
    this.commands = commands;
  }

  /**
   * Starts to listen. The directory is made where it is not there.
   *
   * @throws IOException with cause and cure
   */
  public static ControlServer start(Path socket, Commands commands) throws IOException {
    Path path = socket.toAbsolutePath().normalize();
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw new IOException(
          "the path " + path + " is longer than " + LONGEST_PATH + " bytes; choose a shorter one");
    }
    if (answers(path)) {
      throw new IOException("another server listens on " + path + "; choose another path");
    }
    ServerSocketChannel channel = bind(path);
    ControlServer server = new ControlServer(path, channel, commands);
    Thread thread = new Thread(null, server::accept, "fairlead-control", 0, false);
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static boolean answers(Path path) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      return false; // nothing there, or left behind by one that has ended
    }
  }

  /** In a directory of its own first: nobody else may connect before the permissions are set. */
  private static ServerSocketChannel bind(Path path) throws IOException {
    Path directory = path.getParent();
    if (directory == null) {
      throw new IOException(path + " is no path for a socket");
    }
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory.getParent() == null ? directory : directory.getParent());
      Files.createDirectory(directory, ownerOnly);
    }
    Path hidden = Files.createTempDirectory(directory, ".", ownerOnly);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean bound = false;
    try {
      Path made = hidden.resolve("s");
      channel.bind(UnixDomainSocketAddress.of(made));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      bound = true;
      return channel;
    } finally {
      if (!bound) {
        channel.close();
        Files.deleteIfExists(hidden.resolve("s"));
      }
      Files.deleteIfExists(hidden);
    }
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel client = channel.accept();
        if (!room.tryAcquire()) {
          client.close();
          continue;
        }
        Thread thread = new Thread(null, () -> serve(client), "fairlead-control-request", 0, false);
        thread.setDaemon(true);
        thread.start();
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("the control socket {} takes no more requests: {}", socket, String.valueOf(e));
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      if (!isOwner(client)) {
        LOG.warn("a request on the control socket came from another user; it was refused");
        return;
      }
      List<String> words = Wire.readWords(client);
      LOG.info("control: {}", String.join(" ", words));
      Wire.writeAnswer(client, run(words));
    } catch (IOException e) {
      LOG.debug("a request on the control socket came to nothing", e);
    } finally {
      room.release();
    }
  }

  private Answer run(List<String> words) {
    try {
      return commands.run(words);
    } catch (Exception e) {
      LOG.error("control: '{}' failed", String.join(" ", words), e);
      return new Answer(1, List.of("failed: " + e.getClass().getSimpleName() + "; see the log"));
    }
  }

  private static boolean isOwner(SocketChannel client) throws IOException {
    if (!client.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
      return true; // the permissions of the file have to do
    }
    UnixDomainPrincipal peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
    String name = peer.user().getName();
    return name.equals(System.getProperty("user.name")) || name.equals("root");
  }

  private static @Nullable Object inode(Path path) {
    try {
      return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Takes no more requests, and removes the socket unless another server has put its own there. */
  @Override
  public void close() {
    try {
      channel.close();
      Object now = inode(socket);
      if (now != null && now.equals(inode)) {
        Files.deleteIfExists(socket);
      }
    } catch (IOException e) {
      LOG.debug("the control socket {} stays behind", socket, e);
    }
  }
}
