/** Annotated endpoint classes, hosted behind an endpoint of our own. */
@NullMarked
package io.fairlead.core.hosting;

import org.jspecify.annotations.NullMarked;
