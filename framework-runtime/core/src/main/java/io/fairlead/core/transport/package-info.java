/** What the runtime needs of the server below it. */
@NullMarked
package io.fairlead.core.transport;

import org.jspecify.annotations.NullMarked;
