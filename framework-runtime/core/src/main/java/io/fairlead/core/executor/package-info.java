/** Where callbacks run that may block. */
@NullMarked
package io.fairlead.core.executor;

import org.jspecify.annotations.NullMarked;
