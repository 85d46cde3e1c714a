/** Open connections and the messages that pass through them. */
@NullMarked
package io.fairlead.api.connection;

import org.jspecify.annotations.NullMarked;
