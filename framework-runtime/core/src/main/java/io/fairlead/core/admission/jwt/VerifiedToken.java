package io.fairlead.core.admission.jwt;

import io.fairlead.api.admission.Identity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a good token says.
 *
 * @param identity whose it is
 * @param expiresAt when it ends
 * @param notBefore when it begins; null where it has from the start
 * @param proof by what it was found good; null before that
 */
record VerifiedToken(
    Identity identity, Instant expiresAt, @Nullable Instant notBefore, @Nullable TokenProof proof) {

  /** One whose claims were read, and no more. */
  VerifiedToken(Identity identity, Instant expiresAt, @Nullable Instant notBefore) {
    this(identity, expiresAt, notBefore, null);
  }

  VerifiedToken provenBy(TokenProof by) {
    return new VerifiedToken(identity, expiresAt, notBefore, by);
  }
}
