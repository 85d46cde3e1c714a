package io.fairlead.core.security;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.SecuritySettings;
import io.fairlead.core.config.Setting;
import io.fairlead.core.config.Settings;
import io.fairlead.core.executor.JoinableThreads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reloads the policy when the content of one of its files has changed, on a thread of its own. It
 * waits until two looks see the same, so that a file is not taken half written; times of change do
 * not count, for they are too coarse and mean little on mounted volumes. What failed is tried again
 * with every look, and logged when the cause is another one.
 */
public final class PolicyWatch implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(PolicyWatch.class);
  private static final int MOST_BYTES = 1 << 22;
  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final List<Setting<String>> FILES =
      List.of(Settings.JWT_SECRET_FILE, Settings.JWT_PUBLIC_KEY, Settings.JWT_JWKS);

  private final Policies policies;
  private final JoinableThreads threads = JoinableThreads.daemons("fairlead-policy-");
  private final @Nullable ScheduledThreadPoolExecutor looks;
  private SortedMap<Path, String> inForce;
  private SortedMap<Path, String> seen;
  private @Nullable String failure;

  /** Watches from now on, unless the interval is 0 or there is no file. */
  public PolicyWatch(FairleadConfig config, Policies policies) {
    this.policies = policies;
    this.inForce = contents();
    this.seen = inForce;
    long millis = config.get(SecuritySettings.RELOAD_INTERVAL).toMillis();
    if (millis == 0 || inForce.isEmpty()) {
      looks = null;
      return;
    }
    looks = new ScheduledThreadPoolExecutor(1, threads);
    looks.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      SortedMap<Path, String> now = contents();
      boolean settled = now.equals(seen);
      seen = now;
      if (settled && (failure != null || !now.equals(inForce))) {
        reload(now);
      }
    } catch (RuntimeException e) {
      LOG.error("a look for changes of the security policy failed", e);
    }
  }

  private void reload(SortedMap<Path, String> now) {
    try {
      policies.reread();
      failure = null;
    } catch (ConfigException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(failure)) {
        Policies.logFailure(e);
      }
      failure = why;
    }
    inForce = now;
    seen = contents(); // it may name other files now
    if (failure == null) {
      seen.forEach(inForce::putIfAbsent);
      inForce.keySet().retainAll(seen.keySet());
    }
  }

  private SortedMap<Path, String> contents() {
    FairleadConfig config = policies.config();
    SortedMap<Path, String> contents = new TreeMap<>();
    config.file().ifPresent(file -> contents.put(file, digest(file)));
    for (Setting<String> setting : FILES) {
      Path file = path(config.get(setting));
      if (file != null) {
        contents.put(file, digest(file));
      }
    }
    return contents;
  }

  /** Null for what is no file: nothing, or a URL. */
  private static @Nullable Path path(String value) {
    if (value.isEmpty() || value.matches("(?i)[a-z][a-z0-9+.-]+:.*")) {
      return null;
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String digest(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MOST_BYTES);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (IOException e) {
      return "unreadable";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Override
  public void close() {
    if (looks != null) {
      looks.shutdownNow();
      threads.join(LINGER);
    }
  }
}
