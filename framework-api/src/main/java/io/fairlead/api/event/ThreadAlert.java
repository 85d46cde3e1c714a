package io.fairlead.api.event;

/**
 * The JVM has more platform threads than {@code fairlead.alerts.threads}.
 *
 * @param threads how many there are now
 * @param threshold as configured
 * @param raised whether it begins
 */
public record ThreadAlert(int threads, int threshold, boolean raised) implements Alert {}
