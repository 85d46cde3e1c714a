package io.fairlead.core.admission;

import io.fairlead.api.admission.NetworkContext;
import java.util.Optional;

/**
 * Says whether there is room for one more connection. Asked in the security stage after the origin
 * and before the authenticators, for many handshakes at once; must not block. What it throws
 * refuses the client with status 500.
 */
@FunctionalInterface
public interface LimitCheck {

  /** There is always room. */
  LimitCheck NONE = network -> Optional.empty();

  /**
   * Checks the limits.
   *
   * @return a refusal, best made by {@link Problem#refused} with a {@code Retry-After} header;
   *     empty where there is room
   */
  Optional<AdmissionResult.Refused> check(NetworkContext network);
}
