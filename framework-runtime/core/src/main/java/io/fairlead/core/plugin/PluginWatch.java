package io.fairlead.core.plugin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Looks at directories of jars from time to time, which works on every file system, and tells of
 * changes when they have settled: each file looks as it did at the look before, and is a whole jar,
 * or has not become one for a while. On a thread of its own.
 */
final class PluginWatch {

  private static final Logger LOG = LogManager.getLogger(PluginWatch.class);

  /** So many looks a file may stay no jar before it is taken for a broken one. */
  private static final int PATIENCE = 10;

  private final LivePlugins plugins;
  private final List<Path> directories;
  private final long intervalMillis;
  private final Thread thread;
  private Map<Path, Fingerprint> told;
  private Map<Path, Fingerprint> before;
  private int looks;
  private boolean unreadable;
  private volatile boolean again;

  private PluginWatch(LivePlugins plugins, List<Path> directories, Duration interval) {
    this.plugins = plugins;
    this.directories = directories;
    this.intervalMillis = Math.max(1, interval.toMillis());
    this.told = Map.of();
    this.before = Map.of();
    this.thread = new Thread(null, this::run, "fairlead-plugin-watch", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(PluginWatch.class.getClassLoader());
  }

  static PluginWatch start(LivePlugins plugins, List<Path> directories, Duration interval) {
    PluginWatch watch = new PluginWatch(plugins, directories, interval);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (true) {
        look();
        TimeUnit.MILLISECONDS.sleep(intervalMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Map<Path, Fingerprint> now = files();
      unreadable = false;
      looks = now.equals(before) ? looks + 1 : 0;
      before = now;
      if (again) {
        again = false;
        told = Map.of();
      }
      if (!now.equals(told) && looks > 0 && (looks >= PATIENCE || whole(now))) {
        plugins.rescan();
        told = now;
      }
    } catch (PluginException e) {
      if (!unreadable) {
        unreadable = true;
        LOG.warn("changes of plugins are not seen; those that run go on: {}", e.getMessage());
      }
    } catch (RuntimeException | Error e) { // whatever a plugin throws: the next change is seen
      looks = 0;
      LOG.error("a change of plugins failed; it is tried again", e);
    }
  }

  /** Something that was told has not been done: it is to be told again. Any thread. */
  void again() {
    again = true;
  }

  private Map<Path, Fingerprint> files() {
    Map<Path, Fingerprint> files = new HashMap<>();
    for (Path directory : directories) {
      for (Path jar : PluginChecks.jars(directory)) {
        Fingerprint now = Fingerprint.of(jar);
        if (now != null) {
          files.put(jar, now);
        }
      }
    }
    return files;
  }

  private boolean whole(Map<Path, Fingerprint> now) {
    return now.entrySet().stream()
        .filter(each -> !each.getValue().equals(told.get(each.getKey())))
        .allMatch(each -> Fingerprint.whole(each.getKey()));
  }

  /** Ends it, when a change under way is done. */
  void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
