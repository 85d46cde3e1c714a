package io.fairlead.core.config;

/**
 * A value as it was given, and where.
 *
 * @param origin for messages: a file and line, an option, a variable
 */
record Entry(String value, String origin) {}
