package io.fairlead.core.lifecycle;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.LifecycleSettings;
import io.fairlead.core.config.LifecycleSettings.OnFailure;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.inbound.Pipeline;
import io.fairlead.core.inbound.PipelineFactory;
import io.fairlead.core.plugin.ContributionRegistry;
import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The orderly stop of all connections: pause what comes in → handle what is pending → shutdown
 * hooks → send what is queued and close → drop what is left at the deadline. The caller has stopped
 * accepting handshakes before.
 */
public final class Drain {

  private static final Logger LOG = LogManager.getLogger(Drain.class);
  private static final long POLL_NANOS = 5_000_000;

  private final DefaultConnectionRegistry registry;
  private final PipelineFactory pipelines;
  private final FairleadConfig config;
  private final Hooks hooks;
  private final AtomicBoolean begun = new AtomicBoolean();

  /**
   * A drain to come.
   *
   * @param executor runs the hooks
   * @param timer for their deadlines
   */
  public Drain(
      DefaultConnectionRegistry registry,
      PipelineFactory pipelines,
      ContributionRegistry contributions,
      Executor executor,
      ScheduledExecutorService timer,
      FairleadConfig config) {
    this.registry = registry;
    this.pipelines = pipelines;
    this.config = config;
    this.hooks =
        new Hooks(
            contributions,
            executor,
            timer,
            config.get(LifecycleSettings.CLOSE_ON_FAILURE) == OnFailure.ROLL_BACK);
  }

  /**
   * Runs it, blocking up to the deadline. Once only: a second call returns at once.
   *
   * @param reason told to the clients where they are not told of a restart; each gets a delay of
   *     its own with it
   * @return how many connections had to be dropped
   */
  public int run(Duration time, CloseReason reason) {
    if (!begun.compareAndSet(false, true)) {
      return 0;
    }
    Deadline deadline = Deadline.in(time);
    pipelines.endWithin(deadline::left);
    // a share of the time for each part, so that one that hangs leaves something for the next
    Deadline pending = Deadline.in(time.multipliedBy(4).dividedBy(10));
    Deadline prepared = Deadline.in(time.multipliedBy(8).dividedBy(10));
    LOG.info("draining {} connections, at most {} s", registry.size(), time.toSeconds());
    if (!await(pending, this::nothingPending)) {
      LOG.warn(
          "{} connections still handle messages",
          pipelines.live().stream().filter(p -> !p.idle()).count());
    }
    hooks.run(prepared);
    closeAll(new Goodbyes(config, reason, registry.size()), deadline);
    await(deadline, () -> pipelines.live().isEmpty());
    return dropRest();
  }

  private boolean nothingPending() {
    pipelines.live().forEach(Pipeline::hold); // those that opened meanwhile, too
    return pipelines.live().stream().allMatch(Pipeline::idle);
  }

  private void closeAll(Goodbyes goodbyes, Deadline deadline) {
    registry.closeWith(goodbyes); // first, or a connection that opens now would be missed
    List<Pipeline> all = new ArrayList<>(pipelines.live());
    int batch = config.get(LifecycleSettings.DRAIN_BATCH);
    Duration interval = interval((all.size() - 1) / batch, deadline);
    for (int i = 0; i < all.size(); i++) {
      if (i > 0 && i % batch == 0 && !rest(interval)) {
        interval = Duration.ZERO; // interrupted: whoever waits has no time
      }
      all.get(i).connection().close(goodbyes.get());
      all.get(i).release(); // or the peer's close frame is never seen
    }
    for (Pipeline pipeline : pipelines.live()) {
      pipeline.connection().close(goodbyes.get()); // no effect but on those that came meanwhile
      pipeline.release();
    }
  }

  /** As configured, or as the deadline allows: half of what is left is for the clients to end. */
  private Duration interval(int pauses, Deadline deadline) {
    Duration wanted = config.get(LifecycleSettings.DRAIN_INTERVAL);
    if (pauses == 0 || wanted.isZero()) {
      return Duration.ZERO;
    }
    Duration most = deadline.left().dividedBy(2L * pauses);
    if (wanted.compareTo(most) > 0) {
      LOG.warn(
          "batches are closed every {} ms instead of {} ms: fairlead.drain.deadline leaves no more",
          most.toMillis(),
          wanted.toMillis());
      return most;
    }
    LOG.info("closing in {} batches, one every {} ms", pauses + 1, wanted.toMillis());
    return wanted;
  }

  private static boolean rest(Duration interval) {
    Deadline end = Deadline.in(interval);
    return await(end, end::passed) || !Thread.currentThread().isInterrupted();
  }

  private int dropRest() {
    int dropped = 0;
    for (DefaultConnection connection : registry.connections()) {
      connection.abort(new IOException("the server has stopped"));
      dropped++;
    }
    if (dropped > 0) {
      LOG.warn("{} connections were dropped: they did not end before the deadline", dropped);
    } else {
      LOG.info("all connections closed");
    }
    return dropped;
  }

  private static boolean await(Deadline deadline, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (deadline.passed() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }
}
