package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.standalone.control.Commands;
import io.fairlead.standalone.control.ControlServer;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Where the control socket of a server is. */
final class ControlSocket {

  private static final Logger LOG = LogManager.getLogger("fairlead");

  private ControlSocket() {}

  /** Null where there is none. */
  static @Nullable Path of(FairleadConfig config, Home home) {
    String set = config.get(Settings.CONTROL_SOCKET);
    if (!set.isEmpty()) {
      return Path.of(set);
    }
    Path directory = home.directory();
    return directory == null ? null : directory.resolve("run").resolve("control.sock");
  }

  /** Listens there; a server that cannot be controlled serves all the same. */
  static AutoCloseable open(FairleadConfig config, Home home, @Nullable Commands commands) {
    Path socket = of(config, home);
    if (socket == null || commands == null) {
      return () -> {};
    }
    try {
      ControlServer server = ControlServer.start(socket, commands);
      return server::close;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn(
          "this server cannot be controlled by 'fairlead ctl': {} ({})",
          e.getMessage(),
          Settings.CONTROL_SOCKET.key());
      return () -> {};
    }
  }
}
