package io.fairlead.core.admission;

import io.fairlead.api.admission.Metadata;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.admission.SecurityContext;
import java.util.Map;

/** What admission decided. Immutable. */
public sealed interface AdmissionResult {

  /**
   * The client is let in.
   *
   * @param network from the network stage
   * @param security from the security stage
   * @param metadata from the session stage
   * @param timings how long each stage took
   * @param place among the connections; whoever gets the admission gives it back or hands it on
   */
  record Admitted(
      NetworkContext network,
      SecurityContext security,
      Metadata metadata,
      StageTimings timings,
      Place place)
      implements AdmissionResult {

    /** An admission whose stages were not timed, and that counts against no limit. */
    public Admitted(NetworkContext network, SecurityContext security, Metadata metadata) {
      this(network, security, metadata, StageTimings.NONE, Place.FREE);
    }
  }

  /**
   * The client is refused before the upgrade.
   *
   * @param status HTTP status
   * @param headers all response headers but the length; {@code Content-Type} among them
   * @param body a problem document (RFC 9457)
   */
  record Refused(int status, Map<String, String> headers, String body) implements AdmissionResult {}
}
