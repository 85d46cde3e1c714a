/** The orderly stop. */
@NullMarked
package io.fairlead.core.lifecycle;

import org.jspecify.annotations.NullMarked;
