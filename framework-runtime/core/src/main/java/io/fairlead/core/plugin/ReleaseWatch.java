package io.fairlead.core.plugin;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the classes of a plugin that was stopped are gone: asks for a garbage collection and
 * says how long it took, or what still holds them. On a thread of its own, which is there only
 * while there is something to watch. Safe for any thread.
 */
final class ReleaseWatch implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(ReleaseWatch.class);
  private static final long LOOK_MILLIS = 20;
  private static final long COLLECT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Duration longest;
  private final List<Watched> watched = new ArrayList<>();
  private @Nullable Thread thread;
  private boolean closed;
  private long released;

  /** A class loader that should go; nothing here holds it. */
  private static final class Watched {
    private final String name;
    private final WeakReference<PluginClassLoader> loader;
    private final long since = System.nanoTime();
    private boolean complained;

    Watched(String name, PluginClassLoader loader) {
      this.name = name;
      this.loader = new WeakReference<>(loader);
    }

    boolean gone() {
      return loader.refersTo(null);
    }

    long millis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }
  }

  /**
   * A watch.
   *
   * @param longest when to complain; zero never asks for a collection and never complains
   */
  ReleaseWatch(Duration longest) {
    this.longest = longest;
  }

  /** Watches what was given up. */
  synchronized void watch(String name, @Nullable PluginClassLoader loader) {
    if (loader == null || closed) {
      return;
    }
    watched.add(new Watched(name, loader));
    if (thread == null && !longest.isZero()) {
      Thread made = new Thread(null, this::run, "fairlead-plugin-release", 0, false);
      made.setDaemon(true);
      made.setContextClassLoader(ReleaseWatch.class.getClassLoader());
      thread = made;
      made.start();
    }
  }

  /** How many are still there. */
  synchronized int held() {
    watched.removeIf(Watched::gone);
    return watched.size();
  }

  /** How many were seen to go. */
  synchronized long released() {
    return released;
  }

  private void run() {
    long nextCollection = System.nanoTime();
    try {
      while (look()) {
        if (System.nanoTime() - nextCollection >= 0) {
          System.gc(); // a release that nobody waits for would not be proved
          nextCollection = System.nanoTime() + COLLECT_NANOS;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether there is still something to wait for. */
  private synchronized boolean look() {
    for (Watched each : List.copyOf(watched)) {
      if (each.gone()) {
        watched.remove(each);
        released++;
        LOG.info("{}: its classes were released in {} ms", each.name, each.millis());
      } else if (!each.complained && each.millis() > longest.toMillis()) {
        each.complained = true;
        complain(each);
      }
    }
    if (closed || watched.stream().allMatch(each -> each.complained)) {
      thread = null;
      return false;
    }
    return true;
  }

  private static void complain(Watched each) {
    PluginClassLoader loader = each.loader.get();
    if (loader != null) {
      LOG.warn(
          "{}: its classes are still held after {} ms, {}",
          each.name,
          each.millis(),
          Holders.of(loader));
      Reference.reachabilityFence(loader);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
      thread = null;
    }
  }
}
