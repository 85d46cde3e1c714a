package io.fairlead.core.hosting;

import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import org.jspecify.annotations.Nullable;

/**
 * One version of the class behind a path.
 *
 * @param since the first version of the contributions that it goes with
 * @param model the class; null where there is none any more
 * @param user its own configurator
 * @param shown the configurator that its methods see
 */
record Edition(
    long since, @Nullable EndpointModel model, UserConfigurator user, Configurator shown) {

  static Edition gone(long since) {
    return new Edition(since, null, UserConfigurator.NONE, new FairleadConfigurator());
  }

  Edition from(long version) {
    return new Edition(version, model, user, shown);
  }
}
