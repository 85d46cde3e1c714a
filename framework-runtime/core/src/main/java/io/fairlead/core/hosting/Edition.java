package io.fairlead.core.hosting;

import io.fairlead.core.plugin.ContributionSet;
import io.fairlead.core.plugin.Usage;
import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import org.jspecify.annotations.Nullable;

/**
 * One version of the class behind a path.
 *
 * @param since the first version of the contributions that it goes with
 * @param canary whether it is for the share of the connections that try it
 * @param model the class; null where there is none any more
 * @param user its own configurator
 * @param shown the configurator that its methods see
 * @param usage counts the calls to its instances
 */
record Edition(
    long since,
    boolean canary,
    @Nullable EndpointModel model,
    UserConfigurator user,
    Configurator shown,
    Usage usage) {

  Edition(EndpointModel model, UserConfigurator user, Configurator shown, Usage usage) {
    this(0, false, model, user, shown, usage);
  }

  static Edition gone() {
    return new Edition(
        0, false, null, UserConfigurator.NONE, new FairleadConfigurator(), new Usage());
  }

  Edition from(long version) {
    return new Edition(version, false, model, user, shown, usage);
  }

  Edition triedFrom(long version) {
    return new Edition(version, true, model, user, shown, usage);
  }

  /** Whether it goes with some contributions, until a newer one does. */
  boolean goesWith(ContributionSet set) {
    return since <= set.version() && (!canary || set.canary());
  }

  @SuppressWarnings("ReferenceEquality") // each is one object
  boolean sameClassAs(Edition other) {
    return model == other.model;
  }
}
