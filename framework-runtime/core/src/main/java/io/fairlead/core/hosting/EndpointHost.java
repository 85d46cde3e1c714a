package io.fairlead.core.hosting;

import static java.util.Objects.requireNonNull;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Hosts annotated endpoint classes. Safe for any thread. */
public final class EndpointHost {

  private final HostingServices services;
  private final List<EndpointModel> models = new CopyOnWriteArrayList<>();

  /** A host on top of the runtime. */
  public EndpointHost(HostingServices services) {
    this.services = requireNonNull(services);
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
   * Hosts an annotated class.
   *
   * @return what to hand to the server's {@code addEndpoint}; for one server
   * @throws DeploymentException naming class, method, cause and cure where the class is not legal,
   *     or its path is taken
   */
  public synchronized ServerEndpointConfig deploy(Class<?> annotated) throws DeploymentException {
    EndpointModel model = EndpointModel.of(annotated);
    for (EndpointModel other : models) {
      if (other.template().equivalentTo(model.template())) {
        throw Signatures.illegal(
            annotated,
            "its path '" + model.path() + "' matches the same as that of " + other.type().getName(),
            "give one of them another path");
      }
    }
    Map<String, Object> properties = new HashMap<>();
    HandshakeGate gate = new HandshakeGate(services, properties);
    Configurator shown = configurator(model);
    FairleadConfigurator ours;
    UserConfigurator user;
    if (shown instanceof FairleadConfigurator own) {
      ours = own;
      user = UserConfigurator.NONE;
    } else {
      ours = new FairleadConfigurator();
      user = new UserConfigurator(shown);
    }
    Hosting hosting = new Hosting(model, services, user, shown, gate);
    if (hosting.endpointInstances() instanceof ReflectiveInstanceSource) {
      model.requireConstructor();
    }
    ours.bind(hosting);
    models.add(model);
    return new HostedConfig(model, ours, properties);
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

  /** Whether others' code takes part in handshakes for an endpoint, which may block. */
  public static boolean handshakeMayBlock(ServerEndpointConfig config) {
    return !(config instanceof HostedConfig hosted)
        || hosted.model().configurator() != Configurator.class;
  }

  /**
   * Whether an endpoint is hosted at a path.
   *
   * @param rawPath as the client sent it, still percent-encoded, without context path and query
   */
  public boolean hosts(String rawPath) {
    return models.stream().anyMatch(model -> model.template().match(rawPath).isPresent());
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
    for (EndpointModel model : models) {
      int variables = match.apply(model.template()).map(Map::size).orElse(Integer.MAX_VALUE);
      if (variables < fewest) {
        fewest = variables;
        best = model.path();
      }
    }
    return Optional.ofNullable(best);
  }
}
