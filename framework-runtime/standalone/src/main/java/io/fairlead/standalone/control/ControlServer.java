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
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

  /** So long a client may take to ask, and so long to hear the answer: others may be waiting. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path socket;
  private final @Nullable Object inode;
  private final ServerSocketChannel channel;
  private final Commands commands;
  private final Duration patience;
  private final UserPrincipal owner; // of the file, so ourselves
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);

  private ControlServer(
      Path socket, ServerSocketChannel channel, Commands commands, Duration patience)
      throws IOException {
    this.patience = patience;
    this.socket = socket;
    this.inode = inode(socket);
    this.channel = channel;
    this.commands = commands;
    this.owner = Files.getOwner(socket);
  }

  /**
   * Starts to listen. The directory is made where it is not there.
   *
   * @throws IOException with cause and cure
   */
  public static ControlServer start(Path socket, Commands commands) throws IOException {
    return start(socket, commands, PATIENCE);
  }

  /**
   * The same.
   *
   * @param patience how long a client may take to ask, and how long to hear the answer
   */
  public static ControlServer start(Path socket, Commands commands, Duration patience)
      throws IOException {
    Path path = socket.toAbsolutePath().normalize();
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw new IOException(
          "the path " + path + " is longer than " + LONGEST_PATH + " bytes; choose a shorter one");
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isSocket(path)) {
      throw new IOException(path + " is there and is no socket; choose another path");
    }
    if (answers(path)) {
      throw new IOException("another server listens on " + path + "; choose another path");
    }
    ServerSocketChannel channel = bind(path);
    ControlServer server = new ControlServer(path, channel, commands, patience);
    Thread thread = new Thread(null, server::accept, "fairlead-control", 0, false);
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther();
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
        serveElsewhere(client);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | OutOfMemoryError e) { // no descriptor or thread is left for now
        LOG.warn("the control socket {} cannot take a request: {}", socket, String.valueOf(e));
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      }
    }
  }

  private void serveElsewhere(SocketChannel client) throws IOException {
    Thread thread = new Thread(null, () -> serve(client), "fairlead-control-request", 0, false);
    thread.setDaemon(true);
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        room.release();
        client.close();
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        TimedChannel timed = TimedChannel.over(client)) {
      if (!isOwner(client)) {
        LOG.warn("a request on the control socket came from another user; it was refused");
        return;
      }
      timed.within(patience);
      List<String> words = Wire.readWords(timed);
      LOG.info("control: {}", String.join(" ", words));
      Answer answer = run(words);
      timed.within(patience);
      Wire.writeAnswer(timed, answer);
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

  private boolean isOwner(SocketChannel client) throws IOException {
    if (!client.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
      return true; // the permissions of the file have to do
    }
    UnixDomainPrincipal peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
    UserPrincipal asks = peer.user();
    return asks.getName().equals(owner.getName()) || asks.getName().equals("root");
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
