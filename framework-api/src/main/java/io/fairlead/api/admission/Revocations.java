package io.fairlead.api.admission;

import io.fairlead.api.FrameworkOwned;
import java.time.Instant;

/**
 * Takes back what was let in, on this node. What is revoked is closed at once with {@link
 * #CLOSE_CODE}, and later handshakes with it get 403. Safe for any thread; no method blocks.
 *
 * <p>What is remembered is bounded by {@code fairlead.auth.revocations}. Where there is no room,
 * the open connections are closed all the same, and the call throws {@link IllegalStateException}:
 * no older revocation is forgotten for a newer one.
 */
@FrameworkOwned
public interface Revocations {

  /** The client must not come back before it has a new token, and is not told how to get one. */
  int CLOSE_CODE = 4403;

  /**
   * Revokes one token.
   *
   * @param tokenId its {@code jti} claim
   * @param until when it expires ({@code exp}); it is remembered until then and for the clock skew
   * @return how many connections were closed
   * @throws IllegalArgumentException if the id is blank, or the time is past
   * @throws IllegalStateException if no more can be remembered
   */
  int revokeToken(String tokenId, Instant until);

  /**
   * Revokes all tokens of a user that were issued up to now ({@code iat}, by the second), and those
   * that do not say when. One that is issued in a later second is good again.
   *
   * @param subject the user's name, for a JWT its {@code sub} claim, whoever vouches for it
   * @param until when the last of those tokens expires
   * @return how many connections were closed
   * @throws IllegalArgumentException if the name is blank, or the time is past
   * @throws IllegalStateException if no more can be remembered
   */
  int revokeSubject(String subject, Instant until);

  /**
   * Closes one connection. Its token stays good: revoke that too where the client may have kept it.
   *
   * @return whether there was such a connection
   */
  boolean revokeConnection(String connectionId);
}
