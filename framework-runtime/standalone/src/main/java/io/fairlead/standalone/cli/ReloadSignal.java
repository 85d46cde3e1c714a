package io.fairlead.standalone.cli;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import sun.misc.Signal;

/**
 * SIGHUP reloads the security policy where no terminal is attached, as a service manager expects.
 * With a terminal the signal says that the terminal has gone, and ends the process as ever.
 */
final class ReloadSignal {

  private static final Logger LOG = LogManager.getLogger("fairlead");

  private ReloadSignal() {}

  static void install(Runnable reload) {
    if (System.console() != null) {
      return;
    }
    try {
      Signal.handle(new Signal("HUP"), signal -> reload.run());
    } catch (IllegalArgumentException e) {
      LOG.debug("SIGHUP does not reload the security policy here: {}", e.getMessage());
    }
  }
}
