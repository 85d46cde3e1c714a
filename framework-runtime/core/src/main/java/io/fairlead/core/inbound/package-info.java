/** From the transport to the endpoint: serial callbacks and the handler chain. */
@NullMarked
package io.fairlead.core.inbound;

import org.jspecify.annotations.NullMarked;
