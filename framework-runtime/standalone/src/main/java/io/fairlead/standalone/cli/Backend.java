package io.fairlead.standalone.cli;

import io.fairlead.core.admission.jwt.JwtIssuer;
import io.fairlead.core.plugin.PluginManager;
import io.fairlead.standalone.Fairlead;

/** What the commands work with. */
record Backend(ServerStarter server, TokenSource tokens, PluginInspector plugins) {

  /** The real thing. */
  static final Backend OF_FAIRLEAD =
      new Backend(
          config -> new FairleadServer(Fairlead.builder().config(config).discover(true).start()),
          (config, subject, lifetime, claims) ->
              JwtIssuer.from(config).issue(subject, lifetime, claims),
          PluginManager::inspect);
}
