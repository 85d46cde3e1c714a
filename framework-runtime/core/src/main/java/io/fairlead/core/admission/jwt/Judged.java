package io.fairlead.core.admission.jwt;

import io.fairlead.api.admission.Decision;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a token.
 *
 * @param decision for whoever asked
 * @param proof of an accepted one; else null
 */
public record Judged(Decision decision, @Nullable TokenProof proof) {}
