package io.fairlead.standalone.server;

import io.fairlead.core.admission.StagedAdmission;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.plugin.ContributionRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.glassfish.tyrus.spi.ServerContainer;
import org.glassfish.tyrus.spi.ServerContainerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets Tyrus' own {@code org.glassfish.tyrus.server.Server} run on this server. Its properties that
 * start with {@code fairlead.} are the configuration; the host comes from there too, and admission
 * is on unless they switch it off.
 */
public final class FairleadContainerFactory extends ServerContainerFactory {

  /** Called by the service loader. */
  public FairleadContainerFactory() {}

  @Override
  public ServerContainer createContainer(@Nullable Map<String, Object> properties) {
    Map<String, String> settings = new HashMap<>();
    if (properties != null) {
      properties.forEach(
          (key, value) -> {
            if (key.startsWith("fairlead.")) {
              settings.put(key, String.valueOf(value));
            }
          });
    }
    FairleadConfig config = FairleadConfig.of(settings);
    ContributionRegistry contributions = new ContributionRegistry();
    return NettyServer.builder(config)
        .contributions(contributions)
        .admission(new StagedAdmission(config, contributions, Clock.systemUTC()))
        .build()
        .container();
  }
}
