/** Doubles of what stands outside of the core. */
@NullMarked
package io.fairlead.core.support;

import org.jspecify.annotations.NullMarked;
