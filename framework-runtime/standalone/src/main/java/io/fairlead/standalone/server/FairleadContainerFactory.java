package io.fairlead.standalone.server;

import io.fairlead.core.FairleadRuntime;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.LifecycleSettings;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.standalone.tyrus.NettyTransport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.glassfish.tyrus.core.HandshakeException;
import org.glassfish.tyrus.spi.ServerContainer;
import org.glassfish.tyrus.spi.ServerContainerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets Tyrus' own {@code org.glassfish.tyrus.server.Server} run on this server, with the runtime's
 * admission, queues and hosting. Its properties that start with {@code fairlead.} are the
 * configuration; the host to bind comes from there too, and admission is on unless they switch it
 * off. There are no plugins and no CDI: for those use {@code io.fairlead.standalone.Fairlead}.
 */
public final class FairleadContainerFactory extends ServerContainerFactory {

  private static final CloseReason STOP = new CloseReason(CloseCodes.GOING_AWAY, "server stops");

  /** Called by the service loader. */
  public FairleadContainerFactory() {}

  @Override
  public ServerContainer createContainer(@Nullable Map<String, Object> properties) {
    FairleadConfig config = FairleadConfig.of(settings(properties));
    CallbackExecutor callbacks = CallbackExecutor.of(config);
    FairleadRuntime runtime =
        FairleadRuntime.builder(config)
            .callbacks(callbacks)
            .transports(NettyTransport.factory())
            .refusals(refused -> new HandshakeException(refused.status(), "refused"))
            .build();
    Duration longest = config.get(LifecycleSettings.DRAIN_DEADLINE);
    return NettyServer.builder(config)
        .contributions(runtime.contributions())
        .admission(runtime.admission())
        .hosting(runtime.endpoints()::deploy)
        .callbacks(callbacks)
        .beforeStop(() -> runtime.drain(longest, STOP))
        .afterStop(
            () -> {
              runtime.close();
              callbacks.shutdown(Duration.ofSeconds(2));
            })
        .build()
        .container();
  }

  private static Map<String, String> settings(@Nullable Map<String, Object> properties) {
    Map<String, String> settings = new HashMap<>();
    if (properties != null) {
      properties.forEach(
          (key, value) -> {
            if (key.startsWith("fairlead.")) {
              settings.put(key, String.valueOf(value));
            }
          });
    }
    return settings;
  }
}
