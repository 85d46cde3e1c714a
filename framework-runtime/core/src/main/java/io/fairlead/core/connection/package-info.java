/** Open connections. */
@NullMarked
package io.fairlead.core.connection;

import org.jspecify.annotations.NullMarked;
