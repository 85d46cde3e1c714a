package io.fairlead.plugins.ratelimit;

import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits how fast clients may send: messages and bytes, by connection and by principal. It is the
 * first handler in the chain, so that what it refuses costs no other plugin anything.
 */
public final class RateLimitPlugin implements Plugin {

  /** Before every other handler. */
  static final int ORDER = -10_000;

  private @Nullable RateLimiter limiter;
  private System.@Nullable Logger logger;

  /** For the service loader. */
  public RateLimitPlugin() {}

  @Override
  public void start(PluginContext context) {
    RateLimitSettings settings = RateLimitSettings.read(context.config());
    if (settings.connection().off() && settings.principal().off()) {
      throw new InactivePluginException(
          "every rate is 0, which means no limit; set fairlead.plugins."
              + context.descriptor().id()
              + ".messages-per-second");
    }
    Clock clock = context.clock();
    RateLimiter started = new RateLimiter(settings, () -> nanos(clock), context.logger());
    context.contributions().add(ConnectionListener.class, started, ORDER);
    context.contributions().add(InboundHandler.class, started, ORDER);
    var unused = context.executor().scheduleWithFixedDelay(started::sweep, 1, 1, TimeUnit.MINUTES);
    limiter = started;
    logger = context.logger();
  }

  @Override
  public void stop() {
    if (limiter != null && logger != null && limiter.dropped() + limiter.closed() > 0) {
      logger.log(
          Level.INFO,
          "{0} messages dropped, {1} connections closed since the start",
          Long.toString(limiter.dropped()),
          Long.toString(limiter.closed()));
    }
  }

  /** Nanoseconds since 1970: within a long until the year 2262. */
  private static long nanos(Clock clock) {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
