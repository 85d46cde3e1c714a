package io.fairlead.standalone.cli;

import io.fairlead.core.admission.jwt.TokenIssuer;
import io.fairlead.core.plugin.PluginManager;

/** What the commands work with. */
record Backend(ServerStarter server, TokenSource tokens, PluginInspector plugins) {

  /** The real thing. */
  static final Backend OF_FAIRLEAD =
      new Backend(
          config -> {
            throw new UnsupportedOperationException("wired when Fairlead is merged");
          },
          (config, subject, lifetime, claims) ->
              TokenIssuer.from(config).issue(subject, lifetime, claims),
          PluginManager::inspect);
}
