/** What is bounded, and how full it is. */
@NullMarked
package io.fairlead.core.pool;

import org.jspecify.annotations.NullMarked;
