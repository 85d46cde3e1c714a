package io.fairlead.core.admission;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Carries an admission from the place that decided it to the endpoint. A principal is the one thing
 * that every server hands through the upgrade untouched. Endpoints never see it: they see the
 * identity.
 */
public final class AdmittedPrincipal implements Principal {

  private final AdmissionResult.Admitted admitted;
  private final @Nullable Object attachment;

  /**
   * Wraps an admission.
   *
   * @param attachment what the server wants to find again at {@code onOpen}
   */
  public AdmittedPrincipal(AdmissionResult.Admitted admitted, @Nullable Object attachment) {
    this.admitted = admitted;
    this.attachment = attachment;
  }

  /** The admission. */
  public AdmissionResult.Admitted admitted() {
    return admitted;
  }

  /** What the server attached. */
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public String getName() {
    return admitted.security().identity().getName();
  }

  @Override
  public String toString() {
    return getName();
  }
}
