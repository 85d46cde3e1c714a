package io.fairlead.core.hosting;

import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A plain configurator that the user wrote for an endpoint, asked after ours. What it does not
 * override is not asked: the server's defaults behind it know nothing of admission.
 */
final class UserConfigurator {

  /** Where the user wrote none. */
  static final UserConfigurator NONE = new UserConfigurator(null);

  private final @Nullable Configurator user;
  private final Set<String> overridden;

  UserConfigurator(@Nullable Configurator user) {
    this.user = user;
    this.overridden = user == null ? Set.of() : overridden(user);
  }

  void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    if (user instanceof FairleadConfigurator own) {
      own.onHandshake(config, request, response); // its other half is done already
    } else if (user != null) {
      user.modifyHandshake(config, request, response);
    }
  }

  boolean checkOrigin(String origin) {
    return user == null || !overridden.contains("checkOrigin") || user.checkOrigin(origin);
  }

  String subprotocol(List<String> supported, List<String> offered) {
    return user != null && overridden.contains("getNegotiatedSubprotocol")
        ? user.getNegotiatedSubprotocol(supported, Subprotocols.withoutToken(offered))
        : Subprotocols.firstSupported(supported, offered);
  }

  @Nullable List<Extension> extensions(List<Extension> installed, List<Extension> requested) {
    return user != null && overridden.contains("getNegotiatedExtensions")
        ? user.getNegotiatedExtensions(installed, requested)
        : null;
  }

  /** Makes endpoint instances where the user's configurator does, else as given. */
  InstanceSource instances(InstanceSource otherwise) {
    if (user == null || !overridden.contains("getEndpointInstance")) {
      return otherwise;
    }
    Configurator maker = user;
    return new InstanceSource() {
      @Override
      public <T> Instance<T> create(Class<T> type) throws Exception {
        T instance = maker.getEndpointInstance(type);
        return new Instance<>() {
          @Override
          public T get() {
            return instance;
          }

          @Override
          public void destroy() {} // whoever made it keeps it
        };
      }
    };
  }

  private static Set<String> overridden(Configurator user) {
    return Arrays.stream(user.getClass().getMethods())
        .filter(method -> method.getDeclaringClass() != Configurator.class)
        .filter(method -> method.getDeclaringClass() != FairleadConfigurator.class)
        .map(Method::getName)
        .collect(Collectors.toSet());
  }
}
