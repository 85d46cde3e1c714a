package io.fairlead.core.hosting;

import io.fairlead.api.admission.Identity;
import jakarta.websocket.server.HandshakeRequest;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The handshake as a user's configurator sees it: the admitted user in place of the carrier, the
 * same on every server.
 */
record SeenHandshake(HandshakeRequest below, Identity identity) implements HandshakeRequest {

  @Override
  public @Nullable Principal getUserPrincipal() {
    return identity.isAnonymous() ? null : identity;
  }

  @Override
  public boolean isUserInRole(String role) {
    return identity.roles().contains(role);
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return below.getHeaders();
  }

  @Override
  public URI getRequestURI() {
    return below.getRequestURI();
  }

  @Override
  public Object getHttpSession() {
    return below.getHttpSession();
  }

  @Override
  public Map<String, List<String>> getParameterMap() {
    return below.getParameterMap();
  }

  @Override
  public String getQueryString() {
    return below.getQueryString();
  }

  @Override
  public String toString() {
    return "handshake of " + identity;
  }
}
