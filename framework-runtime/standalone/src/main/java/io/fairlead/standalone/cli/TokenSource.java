package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import java.time.Duration;
import java.util.Map;

/** Issues the tokens that {@code fairlead token} prints. */
@FunctionalInterface
interface TokenSource {

  /**
   * A signed token.
   *
   * @throws io.fairlead.core.config.ConfigException where the configuration has no key that signs
   */
  String issue(
      FairleadConfig config, String subject, Duration lifetime, Map<String, Object> claims);
}
