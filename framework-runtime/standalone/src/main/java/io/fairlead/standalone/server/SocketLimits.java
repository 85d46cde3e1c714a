package io.fairlead.standalone.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.lang.management.ManagementFactory;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** How many sockets there may be, as configured, and as far as the system lets this process. */
final class SocketLimits {

  private static final Logger LOG = LogManager.getLogger(SocketLimits.class);
  private static final int SPARE = 1_000;
  private static final int OTHER_FILES = 512;

  private SocketLimits() {}

  static Sockets sockets(FairleadConfig config) {
    int wanted = wanted(config.get(Settings.SOCKETS), config.get(Settings.CONNECTIONS));
    long files = mostFiles();
    int possible = possible(files);
    if (possible < wanted) {
      LOG.log(
          config.get(Settings.SOCKETS) > 0 ? Level.WARN : Level.INFO,
          "At most {} TCP connections instead of {}: this process may open only {} files; raise its"
              + " limit (ulimit -n), or lower {}",
          possible,
          wanted,
          files,
          Settings.SOCKETS.key());
    }
    return new Sockets(Math.min(wanted, possible), config.get(Settings.SOCKETS_PER_ADDRESS));
  }

  /** Room for some that are no WebSocket connections, so that all of those can be reached. */
  static int wanted(int configured, int connections) {
    return configured > 0
        ? configured
        : (int) Math.min(Integer.MAX_VALUE, connections + connections / 10L + SPARE);
  }

  /** Jars, logs and pages need files, too. */
  static int possible(long files) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, files - Math.min(OTHER_FILES, files / 4)));
  }

  private static long mostFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
