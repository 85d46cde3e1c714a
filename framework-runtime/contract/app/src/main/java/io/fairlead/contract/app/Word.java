package io.fairlead.contract.app;

/**
 * An object that coders carry.
 *
 * @param value what is carried
 */
public record Word(String value) {}
