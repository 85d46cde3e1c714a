package io.fairlead.core.connection;

import io.fairlead.api.admission.SecurityContext;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.Place;
import io.fairlead.core.admission.PlaceLimits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A place that counts. What it holds and its state are under the lock of the limits. */
final class HeldPlace implements Place {

  /** Whose the place is. */
  enum State {
    /** The handshake's. */
    PENDING,
    /** The connection's. */
    TAKEN,
    /** Nobody's: given back before a connection took it. */
    LAPSED,
    /** Nobody's any more. */
    ENDED
  }

  /** Two authenticators may vouch for two different users of one name. */
  record User(String authenticator, String name) {}

  final String address;
  final String endpoint;
  final long deadline;
  @Nullable User user;
  @Nullable String tenant;
  State state = State.PENDING;
  final PlaceLimits limits;
  private final ConnectionLimits owner;

  HeldPlace(
      ConnectionLimits owner, String address, String endpoint, PlaceLimits limits, long deadline) {
    this.owner = owner;
    this.limits = limits;
    this.address = address;
    this.endpoint = endpoint;
    this.deadline = deadline;
  }

  @Override
  public Optional<Refused> identify(SecurityContext client) {
    return client.identity().isAnonymous()
        ? Optional.empty()
        : owner.identify(
            this,
            new User(client.authenticator(), client.identity().getName()),
            owner.tenant(client.identity()));
  }

  @Override
  public void attend() {
    owner.attend(this);
  }

  @Override
  public boolean take() {
    return owner.take(this);
  }

  @Override
  public void abandon() {
    owner.abandon(this);
  }

  @Override
  public void release() {
    owner.release(this);
  }
}
