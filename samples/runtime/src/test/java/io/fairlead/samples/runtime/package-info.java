/** Tests of the distribution as it was packaged. */
@NullMarked
package io.fairlead.samples.runtime;

import org.jspecify.annotations.NullMarked;
