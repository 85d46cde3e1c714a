package io.fairlead.core.lifecycle;

import io.fairlead.api.plugin.ShutdownHook;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.connection.DefaultConnectionRegistry;
import io.fairlead.core.inbound.Pipeline;
import io.fairlead.core.inbound.PipelineFactory;
import io.fairlead.core.lifecycle.Hooks.Deadline;
import io.fairlead.core.plugin.ContributionRegistry;
import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
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
  private final ContributionRegistry contributions;
  private final Executor executor;
  private final AtomicBoolean begun = new AtomicBoolean();

  /**
   * A drain to come.
   *
   * @param executor runs the hooks
   */
  public Drain(
      DefaultConnectionRegistry registry,
      PipelineFactory pipelines,
      ContributionRegistry contributions,
      Executor executor) {
    this.registry = registry;
    this.pipelines = pipelines;
    this.contributions = contributions;
    this.executor = executor;
  }

  /**
   * Runs it, blocking up to the deadline. Once only: a second call returns at once.
   *
   * @return how many connections had to be dropped
   */
  public int run(Duration time, CloseReason reason) {
    if (!begun.compareAndSet(false, true)) {
      return 0;
    }
    Deadline deadline = Deadline.in(time);
    // a share of the time for each part, so that one that hangs leaves something for the next
    Deadline pending = Deadline.in(time.multipliedBy(4).dividedBy(10));
    Deadline hooks = Deadline.in(time.multipliedBy(8).dividedBy(10));
    LOG.info("draining {} connections, at most {} s", registry.size(), time.toSeconds());
    if (!await(pending, this::nothingPending)) {
      LOG.warn(
          "{} connections still handle messages",
          pipelines.live().stream().filter(p -> !p.idle()).count());
    }
    new Hooks(contributions.all(ShutdownHook.class), executor, hooks).run();
    closeAll(reason);
    await(deadline, () -> pipelines.live().isEmpty());
    return dropRest();
  }

  private boolean nothingPending() {
    pipelines.live().forEach(Pipeline::hold); // those that opened meanwhile, too
    return pipelines.live().stream().allMatch(Pipeline::idle);
  }

  private void closeAll(CloseReason reason) {
    registry.closeWith(reason); // first, or a connection that opens now would be missed
    registry.connections().forEach(connection -> connection.close(reason));
    pipelines.live().forEach(Pipeline::release); // or the peer's close frame is never seen
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
