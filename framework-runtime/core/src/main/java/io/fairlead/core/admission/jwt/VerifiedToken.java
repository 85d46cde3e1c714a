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
 */
record VerifiedToken(Identity identity, Instant expiresAt, @Nullable Instant notBefore) {}
