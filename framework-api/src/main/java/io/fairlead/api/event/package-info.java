/** What happens on connections and topics, for listeners that run beside it. */
@NullMarked
package io.fairlead.api.event;

import org.jspecify.annotations.NullMarked;
