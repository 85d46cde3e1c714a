package io.fairlead.standalone.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import sun.misc.Signal;

/**
 * Waits for the wish to stop: SIGTERM, SIGINT, or the end of the parent process where we were
 * started by one. A second signal ends the process at once, with the code that a shell expects.
 */
final class StopSignals {

  private static final Logger LOG = LogManager.getLogger("fairlead");
  private static final Map<String, Integer> EXIT_CODES = Map.of("INT", 130, "TERM", 143);

  /** A terminal's Ctrl-C reaches parent and child; the parent then ends the child once more. */
  private static final Duration ECHO = Duration.ofSeconds(2);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicReference<First> first = new AtomicReference<>();
  private final boolean withParent;

  private record First(String cause, long nanos) {}

  private StopSignals(boolean withParent) {
    this.withParent = withParent;
  }

  static StopSignals install(boolean withParent) {
    StopSignals signals = new StopSignals(withParent);
    EXIT_CODES.keySet().forEach(signals::handle);
    if (withParent) {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> signals.request("end of the parent")));
    }
    return signals;
  }

  private void handle(String name) {
    try {
      Signal.handle(new Signal(name), signal -> received(signal.getName()));
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "cannot handle SIG{}, it will end the process without a drain: {}", name, e.getMessage());
    }
  }

  private void received(String name) {
    if (!request(name) && !isEcho(name)) {
      Runtime.getRuntime().halt(EXIT_CODES.getOrDefault(name, 1));
    }
  }

  /** Whether this was the first. */
  private boolean request(String cause) {
    if (!first.compareAndSet(null, new First(cause, System.nanoTime()))) {
      return false;
    }
    LOG.info("stopping: {}", EXIT_CODES.containsKey(cause) ? "SIG" + cause : cause);
    stop.countDown();
    return true;
  }

  private boolean isEcho(String name) {
    First before = first.get();
    return withParent
        && before != null
        && name.equals("TERM")
        && !before.cause().equals("TERM")
        && System.nanoTime() - before.nanos() < ECHO.toNanos();
  }

  void await() throws InterruptedException {
    stop.await();
  }

  boolean requested() {
    return first.get() != null;
  }
}
