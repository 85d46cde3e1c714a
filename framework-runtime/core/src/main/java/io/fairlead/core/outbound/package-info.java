/** From a send to the transport: the bounded queue of a connection. */
@NullMarked
package io.fairlead.core.outbound;

import org.jspecify.annotations.NullMarked;
