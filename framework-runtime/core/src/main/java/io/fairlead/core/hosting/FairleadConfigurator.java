package io.fairlead.core.hosting;

import io.fairlead.api.UserImplemented;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configurator of every hosted endpoint: no handshake passes it without an admission.
 *
 * <p>It takes the admission that the server carries in the handshake's principal; where nothing
 * before it admitted the client it asks the admission itself, and refuses by a throw. An instance
 * that no running Fairlead hosts refuses every handshake.
 *
 * <p>Extend it to take part in the handshake of an endpoint ({@code @ServerEndpoint(configurator =
 * …)}); the subclass needs a public constructor without parameters. One instance serves all
 * connections of the endpoint: its methods are called from any thread.
 */
@UserImplemented
public class FairleadConfigurator extends ServerEndpointConfig.Configurator {

  private volatile @Nullable Hosting hosting;

  /** For the server or a subclass; useless until the endpoint is hosted. */
  public FairleadConfigurator() {}

  final synchronized void bind(Hosting to) {
    if (hosting != null) {
      throw new IllegalStateException("this configurator serves another endpoint already");
    }
    hosting = to;
  }

  /**
   * Called when the client has been admitted, before the upgrade, off the event loop. What it
   * throws refuses the client.
   *
   * @param config its user properties become those of the session
   * @param request its principal is the admitted user, null where that is anonymous
   */
  protected void onHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {}

  @Override
  public final void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    Hosting host = hosting;
    if (host == null) {
      throw new IllegalStateException(
          "handshake refused: " + getClass().getName() + " is not hosted by a running Fairlead");
    }
    if (!host.present()) {
      throw new IllegalStateException("handshake refused: the endpoint was removed");
    }
    HandshakeRequest seen = host.gate().pass(config, request, response);
    onHandshake(config, seen, response);
    host.userConfigurator().modifyHandshake(config, seen, response);
  }

  @Override
  public boolean checkOrigin(String origin) {
    Hosting host = hosting;
    return host != null && host.userConfigurator().checkOrigin(origin);
  }

  /**
   * The first requested protocol that the endpoint supports; else, where the client brought its
   * token in the pair {@code bearer, <token>}, {@code bearer}; else none. Never the token.
   */
  @Override
  public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
    Hosting host = hosting;
    List<String> offered = Subprotocols.split(requested);
    String chosen = "";
    if (host != null) {
      EndpointModel model = host.newest().model(); // the server knows those of the first class only
      chosen =
          host.userConfigurator()
              .subprotocol(model == null ? supported : model.subprotocols(), offered);
    }
    return Subprotocols.answer(chosen, offered);
  }

  @Override
  public List<Extension> getNegotiatedExtensions(
      List<Extension> installed, List<Extension> requested) {
    Hosting host = hosting;
    List<Extension> chosen =
        host == null ? null : host.userConfigurator().extensions(installed, requested);
    return chosen != null ? chosen : super.getNegotiatedExtensions(installed, requested);
  }

  /** Gives the server the endpoint that stands in for the annotated class. */
  @Override
  public final <T> T getEndpointInstance(Class<T> endpointClass) throws InstantiationException {
    Hosting host = hosting;
    if (host == null || endpointClass != HostedEndpoint.class) {
      throw new InstantiationException(
          endpointClass.getName() + " is not hosted by a running Fairlead");
    }
    return endpointClass.cast(new HostedEndpoint(host));
  }
}
