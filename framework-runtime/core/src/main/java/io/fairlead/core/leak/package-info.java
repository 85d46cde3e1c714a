/** What outlives its owner. */
@NullMarked
package io.fairlead.core.leak;

import org.jspecify.annotations.NullMarked;
