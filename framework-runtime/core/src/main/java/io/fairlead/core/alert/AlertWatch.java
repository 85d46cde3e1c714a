package io.fairlead.core.alert;

import io.fairlead.api.connection.PoolUsage;
import io.fairlead.api.event.Alert;
import io.fairlead.api.event.PoolAlert;
import io.fairlead.api.event.ThreadAlert;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.ScopeSettings;
import io.fairlead.core.pool.Pools;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Looks at pools and threads now and then, and says once when one has passed its threshold and once
 * when that is over: a tenth below the threshold, so that what swings around it is not told again
 * and again.
 */
public final class AlertWatch implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(AlertWatch.class);
  private static final double OVER = 0.9;

  private final Pools pools;
  private final Consumer<Alert> told;
  private final IntSupplier threadCount;
  private final double share;
  private final int maxThreads;
  private final Set<String> raised = new HashSet<>(); // for the timer's thread
  private boolean threadsRaised;
  private final ScheduledFuture<?> looks;

  /**
   * Starts to look.
   *
   * @param told hears of alerts; must not block
   */
  public AlertWatch(
      FairleadConfig config, Pools pools, ScheduledExecutorService timer, Consumer<Alert> told) {
    this(config, pools, timer, told, ManagementFactory.getThreadMXBean()::getThreadCount);
  }

  AlertWatch(
      FairleadConfig config,
      Pools pools,
      ScheduledExecutorService timer,
      Consumer<Alert> told,
      IntSupplier threadCount) {
    this.pools = pools;
    this.told = told;
    this.threadCount = threadCount;
    this.share = config.get(ScopeSettings.ALERT_PERCENT) / 100.0;
    this.maxThreads = config.get(ScopeSettings.ALERT_THREADS);
    long nanos = config.get(ScopeSettings.ALERT_INTERVAL).toNanos();
    this.looks = timer.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    try {
      pools.usage().forEach(this::look);
      look(threadCount.getAsInt());
    } catch (RuntimeException e) {
      LOG.error("a look at pools failed", e); // and the next one comes
    }
  }

  private void look(String pool, PoolUsage usage) {
    if (usage.share() >= share) {
      if (raised.add(pool)) {
        LOG.warn(
            "alert: {} of {} are in use of the pool '{}'; beyond, clients are refused or wait. Find"
                + " out who takes so many, or raise the limit",
            usage.used(),
            usage.limit(),
            pool);
        told.accept(new PoolAlert(pool, usage, true));
      }
    } else if (usage.share() < share * OVER && raised.remove(pool)) {
      LOG.info("alert over: {} of {} of pool '{}'", usage.used(), usage.limit(), pool);
      told.accept(new PoolAlert(pool, usage, false));
    }
  }

  private void look(int threads) {
    if (threads > maxThreads && !threadsRaised) {
      threadsRaised = true;
      LOG.warn(
          "alert: the JVM has {} threads, more than fairlead.alerts.threads ({}); a thread dump"
              + " (jcmd <pid> Thread.print) tells who makes them",
          threads,
          maxThreads);
      told.accept(new ThreadAlert(threads, maxThreads, true));
    } else if (threads <= maxThreads * OVER && threadsRaised) {
      threadsRaised = false;
      LOG.info("alert over: the JVM has {} threads", threads);
      told.accept(new ThreadAlert(threads, maxThreads, false));
    }
  }

  @Override
  public void close() {
    looks.cancel(false);
  }
}
