package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * In a process of its own: the real command line on a server that only holds its port, and whose
 * drain lasts until the file named by {@code test.release} is there.
 */
final class SocketServer implements ServerStarter.Running {

  private final ServerSocket socket;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SocketServer(ServerSocket socket) {
    this.socket = socket;
  }

  public static void main(String[] args) {
    LogSetup.early();
    Home home = new Home(Path.of(System.getProperty("test.home")));
    Backend backend =
        new Backend(
            SocketServer::start, (config, subject, lifetime, claims) -> "", (d, c) -> List.of());
    System.exit(new Cli(home, Terminal.ofProcess(), backend).execute(args));
  }

  private static ServerStarter.Running start(FairleadConfig config) throws IOException {
    InetAddress host = InetAddress.getByName(config.get(Settings.SERVER_HOST));
    return new SocketServer(new ServerSocket(config.get(Settings.SERVER_PORT), 5, host));
  }

  @Override
  public URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
  }

  @Override
  public int openConnections() {
    return 3;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    String release = System.getProperty("test.release");
    while (release != null && !Files.exists(Path.of(release))) {
      LockSupport.parkNanos(20_000_000);
    }
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
