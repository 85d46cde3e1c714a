package io.fairlead.jakartaee;

import io.fairlead.api.admission.Identity;
import io.fairlead.core.admission.AdmittedPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A handshake that was admitted: its principal is the admission. */
final class AdmittedRequest extends HttpServletRequestWrapper {

  private final AdmittedPrincipal principal;

  AdmittedRequest(HttpServletRequest request, AdmittedPrincipal principal) {
    super(request);
    this.principal = principal;
  }

  private Identity identity() {
    return principal.admitted().security().identity();
  }

  @Override
  public Principal getUserPrincipal() {
    return principal;
  }

  @Override
  public String getRemoteUser() {
    return identity().getName();
  }

  @Override
  public boolean isUserInRole(String role) {
    return identity().roles().contains(role);
  }
}
