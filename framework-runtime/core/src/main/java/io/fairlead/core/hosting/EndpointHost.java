package io.fairlead.core.hosting;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.NonBlocking;
import io.fairlead.core.plugin.LiveServer;
import io.fairlead.core.plugin.PluginException;
import io.fairlead.core.plugin.Usage;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hosts annotated endpoint classes. Safe for any thread. */
public final class EndpointHost {

  private final HostingServices services;
  private final List<Hosting> hostings = new CopyOnWriteArrayList<>();

  /** A host on top of the runtime. */
  public EndpointHost(HostingServices services) {
    this.services = requireNonNull(services);
  }

  /** Opens paths on a server that serves already. */
  @FunctionalInterface
  public interface PathOpener {
    /**
     * Opens one.
     *
     * @throws DeploymentException if the server cannot
     */
    void open(ServerEndpointConfig config) throws DeploymentException;
  }

  /**
   * Checks an annotated class without hosting it.
   *
   * @throws DeploymentException naming class, method, cause and cure where it is not legal
   */
  public static void check(Class<?> annotated) throws DeploymentException {
    EndpointModel.of(annotated);
  }

  /**
   * Hosts an annotated class of the application.
   *
   * @return what to hand to the server's {@code addEndpoint}; for one server
   * @throws DeploymentException naming class, method, cause and cure where the class is not legal,
   *     or its path is taken
   */
  public synchronized ServerEndpointConfig deploy(Class<?> annotated) throws DeploymentException {
    EndpointModel model = EndpointModel.of(annotated);
    refuseTaken(model, null);
    Map<String, Object> properties = new HashMap<>();
    HandshakeGate gate = new HandshakeGate(services, properties);
    Configurator shown = configurator(model);
    FairleadConfigurator ours =
        shown instanceof FairleadConfigurator own ? own : new FairleadConfigurator();
    UserConfigurator user =
        shown == ours ? UserConfigurator.NONE : new UserConfigurator(shown); // asked by itself
    Edition edition = new Edition(model, user, shown, new Usage());
    requireInstances(edition);
    Hosting hosting = new Hosting(model, edition, services, gate, null);
    ours.bind(hosting);
    hostings.add(hosting);
    return new HostedConfig(hosting, ours, properties);
  }

  /**
   * Hosts an annotated class of a plugin; another version may take its place later.
   *
   * @return what to hand to the server's {@code addEndpoint}; for one server
   * @throws DeploymentException as for those of the application
   */
  public synchronized ServerEndpointConfig deploy(String plugin, Class<?> annotated)
      throws DeploymentException {
    EndpointModel model = EndpointModel.of(annotated);
    refuseTaken(model, null);
    Edition edition = edition(model, new Usage());
    HostedConfig config = open(model, plugin);
    config.hosting().replace(edition);
    config.hosting().forgetOlder();
    return config;
  }

  /** A path without a class yet. */
  private HostedConfig open(EndpointModel shape, String plugin) {
    Map<String, Object> properties = new HashMap<>();
    Hosting hosting =
        new Hosting(shape, null, services, new HandshakeGate(services, properties), plugin);
    FairleadConfigurator ours = new FairleadConfigurator(); // none of the plugin's may stay
    ours.bind(hosting);
    hostings.add(hosting);
    return new HostedConfig(hosting, ours, properties);
  }

  private Edition edition(EndpointModel model, Usage usage) throws DeploymentException {
    Configurator shown = configurator(model);
    boolean plain = shown.getClass() == FairleadConfigurator.class;
    Edition edition =
        new Edition(
            model, plain ? UserConfigurator.NONE : new UserConfigurator(shown), shown, usage);
    if (shown instanceof FairleadConfigurator own) {
      // what it inherits asks for the user's own part, which it is itself
      Edition bare = new Edition(model, UserConfigurator.NONE, shown, usage);
      own.bind(
          new Hosting(model, bare, services, new HandshakeGate(services, new HashMap<>()), null));
    }
    requireInstances(edition);
    return edition;
  }

  private void requireInstances(Edition edition) throws DeploymentException {
    if (edition.user().instances(services.instances()) instanceof ReflectiveInstanceSource) {
      requireNonNull(edition.model()).requireConstructor();
    }
  }

  private void refuseTaken(EndpointModel model, @Nullable Hosting own) throws DeploymentException {
    for (Hosting other : hostings) {
      EndpointModel there = other.newest().model();
      if (other != own && there != null && other.template().equivalentTo(model.template())) {
        throw Signatures.illegal(
            model.type(),
            "its path '" + model.path() + "' matches the same as that of " + there.type().getName(),
            "give one of them another path");
      }
    }
  }

  private static Configurator configurator(EndpointModel model) throws DeploymentException {
    Class<? extends Configurator> type = model.configurator();
    if (type == Configurator.class) {
      return new FairleadConfigurator();
    }
    try {
      return type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new DeploymentException(
          model.type().getName() + ": its configurator " + type.getName() + " failed",
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new DeploymentException(
          model.type().getName()
              + ": its configurator "
              + type.getName()
              + " cannot be made; give it a public constructor without parameters",
          e);
    }
  }

  // --- exchange --------------------------------------------------------------------------------

  /**
   * Gets classes of plugins ready to take the place of others; see {@link LiveServer#prepare}.
   *
   * @param next the endpoints that each plugin will have
   * @param opener for paths that were not there before
   * @throws PluginException if a class is illegal, its path is taken, or the server cannot open it
   */
  public synchronized LiveServer.Exchange prepare(
      Map<String, LiveServer.Endpoints> next, PathOpener opener) {
    Map<Hosting, Edition> changes = new LinkedHashMap<>();
    for (Hosting each : hostings) {
      if (each.plugin() != null && next.containsKey(each.plugin()) && each.present()) {
        changes.put(each, Edition.gone());
      }
    }
    Map<Hosting, String> owners = new HashMap<>();
    try {
      for (Map.Entry<String, LiveServer.Endpoints> plugin : next.entrySet()) {
        for (Class<?> type : plugin.getValue().classes()) {
          EndpointModel model = EndpointModel.of(type);
          Hosting place = place(model, changes, plugin.getKey(), opener);
          changes.put(place, edition(model, plugin.getValue().usage()));
          owners.put(place, plugin.getKey());
        }
      }
    } catch (DeploymentException e) {
      throw new PluginException(String.valueOf(e.getMessage()), e);
    }
    return new Exchange(changes, owners);
  }

  private Hosting place(
      EndpointModel model, Map<Hosting, Edition> changes, String plugin, PathOpener opener)
      throws DeploymentException {
    for (Hosting each : hostings) {
      if (!each.template().equivalentTo(model.template())) {
        continue;
      }
      if (each.isTried()) {
        throw Signatures.illegal(
            model.type(),
            "a version of plugin '"
                + each.plugin()
                + "' with its path '"
                + model.path()
                + "' is being tried",
            "wait for the end of that, or give it another path");
      }
      Edition change = changes.get(each);
      if (change != null && change.model() != null || change == null && each.present()) {
        refuseTaken(model, change == null ? null : each);
        throw Signatures.illegal(
            model.type(), "its path '" + model.path() + "' is there twice", "give it another path");
      }
      if (!each.path().equals(model.path())) {
        throw Signatures.illegal(
            model.type(),
            "its path '" + model.path() + "' names the variables of '" + each.path() + "' anew",
            "keep their names, or restart the server");
      }
      EndpointModel before = each.newest().model();
      if (before != null && nonBlocking(before) != nonBlocking(model)) {
        throw Signatures.illegal(
            model.type(),
            "a change of @NonBlocking cannot be made under open connections",
            "keep it as it was, or restart the server");
      }
      return each;
    }
    HostedConfig config = open(model, plugin);
    boolean opened = false;
    try {
      opener.open(config);
      opened = true;
    } finally {
      if (!opened) {
        hostings.remove(config.hosting());
      }
    }
    return config.hosting();
  }

  private static boolean nonBlocking(EndpointModel model) {
    return model.type().isAnnotationPresent(NonBlocking.class);
  }

  private static final class Exchange implements LiveServer.Exchange {
    private final Map<Hosting, Edition> changes;
    private final Map<Hosting, String> owners;

    Exchange(Map<Hosting, Edition> changes, Map<Hosting, String> owners) {
      this.changes = changes;
      this.owners = owners;
    }

    @Override
    public void commit(long version) {
      changes.forEach(
          (hosting, edition) -> {
            hosting.plugin(owners.getOrDefault(hosting, String.valueOf(hosting.plugin())));
            hosting.replace(edition.from(version));
          });
    }

    @Override
    public void tryOut(long version) {
      changes.forEach(
          (hosting, edition) -> {
            if (edition.model() != null) { // a path goes for all or for none
              hosting.replace(edition.triedFrom(version));
            }
          });
    }

    @Override
    public void settle() {
      new ArrayList<>(changes.keySet()).forEach(Hosting::forgetOlder);
    }
  }

  // --- what servers ask ------------------------------------------------------------------------

  /** Whether others' code takes part in handshakes for an endpoint, which may block. */
  public static boolean handshakeMayBlock(ServerEndpointConfig config) {
    if (!(config instanceof HostedConfig hosted)) {
      return true;
    }
    EndpointModel model = hosted.hosting().newest().model();
    return model != null && model.configurator() != Configurator.class;
  }

  /** Whether there is a class behind an endpoint that was deployed; that of a plugin may go. */
  public static boolean isPresent(ServerEndpointConfig config) {
    return !(config instanceof HostedConfig hosted) || hosted.hosting().present();
  }

  /**
   * Whether an endpoint is hosted at a path.
   *
   * @param rawPath as the client sent it, still percent-encoded, without context path and query
   */
  public boolean hosts(String rawPath) {
    return hostings.stream()
        .anyMatch(each -> each.present() && each.template().match(rawPath).isPresent());
  }

  /**
   * The template of the endpoint at a path, with or without a context path before it; empty where
   * nothing is hosted.
   *
   * @param rawPath as the client sent it
   */
  public String templateAt(String rawPath) {
    return fewestVariables(template -> template.match(rawPath))
        .or(() -> fewestVariables(template -> template.matchEnd(rawPath)))
        .orElse("");
  }

  /** As servers choose: what stands there literally goes before a variable. */
  private Optional<String> fewestVariables(
      Function<UriTemplate, Optional<Map<String, String>>> match) {
    String best = null;
    int fewest = Integer.MAX_VALUE;
    for (Hosting each : hostings) {
      int variables = match.apply(each.template()).map(Map::size).orElse(Integer.MAX_VALUE);
      if (variables < fewest && each.present()) {
        fewest = variables;
        best = each.path();
      }
    }
    return Optional.ofNullable(best);
  }
}
