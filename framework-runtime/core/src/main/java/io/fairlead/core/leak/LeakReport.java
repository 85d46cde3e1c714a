package io.fairlead.core.leak;

import io.fairlead.api.event.LeakFound.Kind;
import java.util.Map;

/**
 * Leaks so far.
 *
 * @param found how many were found since the start, by kind; every kind is there
 * @param open how many of the tasks, timers and threads among them still go on, as far as is known
 */
public record LeakReport(Map<Kind, Long> found, Map<Kind, Long> open) {}
