/** Whether a peer still lives: pings, their answers, idle limits, on one timer wheel for all. */
@NullMarked
package io.fairlead.core.heartbeat;

import org.jspecify.annotations.NullMarked;
