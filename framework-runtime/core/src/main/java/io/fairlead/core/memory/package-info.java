/** What the messages of all connections may take together. */
@NullMarked
package io.fairlead.core.memory;

import org.jspecify.annotations.NullMarked;
