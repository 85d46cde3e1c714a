/** The three stages that decide about a handshake before the upgrade. */
@NullMarked
package io.fairlead.core.admission;

import org.jspecify.annotations.NullMarked;
