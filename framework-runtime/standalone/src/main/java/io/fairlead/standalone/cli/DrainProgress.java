package io.fairlead.standalone.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Closes a server, and says each second how far it is. */
final class DrainProgress {

  private static final Logger LOG = LogManager.getLogger("fairlead");

  private DrainProgress() {}

  static void close(ServerStarter.Running server) {
    long begin = System.nanoTime();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "fairlead-drain-progress");
              thread.setDaemon(true);
              return thread;
            });
    try {
      timer.scheduleAtFixedRate(
          () ->
              LOG.info(
                  "draining: {} connections still open after {} s",
                  server.openConnections(),
                  seconds(begin)),
          1,
          1,
          TimeUnit.SECONDS);
      server.close();
    } finally {
      timer.shutdownNow();
    }
    LOG.info("stopped after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  private static long seconds(long begin) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
  }
}
