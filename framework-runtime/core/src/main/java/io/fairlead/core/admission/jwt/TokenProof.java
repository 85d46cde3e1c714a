package io.fairlead.core.admission.jwt;

/**
 * By what a token was found good, for a later look at its connection; nothing of the token itself.
 *
 * @param algorithm the name of the signature's algorithm
 * @param key the fingerprint of the key
 */
public record TokenProof(String algorithm, String key) {}
