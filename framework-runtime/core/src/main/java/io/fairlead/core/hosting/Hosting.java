package io.fairlead.core.hosting;

import static java.util.Objects.requireNonNull;

import io.fairlead.core.plugin.ContributionSet;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One path with a hosted endpoint class: what its configurator and its connections share. The class
 * of a plugin may be replaced, and may go; the path stays known to the server.
 */
final class Hosting {

  private final String path;
  private final UriTemplate template;
  private final HostingServices services;
  private final HandshakeGate gate;
  private final Set<HostedSession> sessions = ConcurrentHashMap.newKeySet();
  private @Nullable String plugin;
  private volatile List<Edition> editions; // the newest last

  /**
   * A path.
   *
   * @param first empty where the class is still to come
   * @param plugin whose it is; null for the application's own, which are never replaced
   */
  Hosting(
      EndpointModel shape,
      @Nullable Edition first,
      HostingServices services,
      HandshakeGate gate,
      @Nullable String plugin) {
    this.path = shape.path();
    this.template = shape.template();
    this.services = services;
    this.gate = gate;
    this.plugin = plugin;
    this.editions = List.of(first == null ? Edition.gone() : first);
  }

  String path() {
    return path;
  }

  UriTemplate template() {
    return template;
  }

  HostingServices services() {
    return services;
  }

  HandshakeGate gate() {
    return gate;
  }

  /** Whose it is; null for the application's own. */
  @Nullable String plugin() {
    return plugin;
  }

  void plugin(String id) {
    plugin = id;
  }

  /** The sessions that have not ended. */
  Set<HostedSession> sessions() {
    return sessions;
  }

  // --- versions --------------------------------------------------------------------------------

  /** The one for new connections; one that is tried comes between two callbacks. */
  Edition newest() {
    return newest(edition -> !edition.canary());
  }

  /** The one that goes with some contributions. */
  Edition at(ContributionSet set) {
    return newest(edition -> edition.goesWith(set));
  }

  private Edition newest(Predicate<Edition> condition) {
    List<Edition> all = editions;
    for (int i = all.size() - 1; i > 0; i--) {
      if (condition.test(all.get(i))) {
        return all.get(i);
      }
    }
    return all.get(0);
  }

  synchronized void replace(Edition next) {
    List<Edition> all = new ArrayList<>(editions);
    all.add(next);
    editions = List.copyOf(all);
  }

  /** Forgets all but the newest, and those that were tried. */
  synchronized void forgetOlder() {
    editions = List.of(newest());
  }

  /** Whether a share of the connections tries a class here. */
  boolean isTried() {
    return editions.stream().anyMatch(Edition::canary);
  }

  /** Whether there is a class behind the path. */
  boolean present() {
    return newest().model() != null;
  }

  /** The newest class; only where there is one. */
  EndpointModel model() {
    return requireNonNull(newest().model());
  }

  /** The newest class's own configurator. */
  UserConfigurator userConfigurator() {
    return newest().user();
  }

  /** The configurator that methods of the newest class see. */
  ServerEndpointConfig.Configurator shownConfigurator() {
    return newest().shown();
  }

  /** Where instances of an endpoint come from. */
  InstanceSource endpointInstances(Edition edition) {
    return edition.user().instances(services.instances());
  }
}
