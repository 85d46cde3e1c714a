package io.fairlead.core.admission;

import io.fairlead.api.admission.SecurityContext;
import io.fairlead.core.admission.AdmissionResult.Refused;
import java.util.Optional;

/**
 * The place of one handshake among the connections, from its admission to the end of what comes of
 * it: counted while it is held, given back exactly once. Whoever ends the handshake calls {@link
 * #abandon}; the connection that grows out of it calls {@link #take}, and {@link #release} at its
 * end. Safe for any thread; no method blocks.
 *
 * <p>Some servers never tell that an upgrade did not happen, so a place that nobody takes lapses
 * after a while. That does no harm where the connection comes yet: it takes the place again, if
 * there is one.
 */
public interface Place {

  /** A place where nothing is counted. */
  Place FREE =
      new Place() {
        @Override
        public Optional<Refused> identify(SecurityContext client) {
          return Optional.empty();
        }

        @Override
        public void attend() {}

        @Override
        public boolean take() {
          return true;
        }

        @Override
        public void abandon() {}

        @Override
        public void release() {}
      };

  /**
   * Counts it for the user, too. Called once, as soon as the user is known.
   *
   * @return a refusal where the user has no more places; the caller still has to {@link #abandon}
   */
  Optional<Refused> identify(SecurityContext client);

  /** From now on it does not lapse: the caller is sure to call {@link #abandon}. */
  void attend();

  /**
   * Hands it to the connection, which calls {@link #release}.
   *
   * @return false where it is some connection's already, or has lapsed and there is no room now
   */
  boolean take();

  /** Gives it back unless a connection has it. Again has no effect. */
  void abandon();

  /** The connection has ended: gives it back for good. Again has no effect. */
  void release();
}
