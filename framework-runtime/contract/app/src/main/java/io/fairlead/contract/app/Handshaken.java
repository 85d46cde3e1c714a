package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.security.Principal;
import java.util.List;

/** A user's own part in the handshake: sees the principal and its roles. */
public class Handshaken extends FairleadConfigurator {

  @Override
  protected void onHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    Principal principal = request.getUserPrincipal();
    String seen =
        (principal == null ? "nobody" : principal.getName())
            + " admin="
            + request.isUserInRole("admin")
            + " clerk="
            + request.isUserInRole("clerk");
    Events.note("handshake " + request.getParameterMap().getOrDefault("id", List.of("-")).get(0));
    config.getUserProperties().put("contract.handshake", seen);
    response.getHeaders().put("X-Contract", List.of(seen));
  }
}
