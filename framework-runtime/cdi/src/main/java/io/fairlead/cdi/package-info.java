/**
 * Endpoints and contributions from a CDI container. Compiled against CDI 3.0; knows no particular
 * container.
 */
@NullMarked
package io.fairlead.cdi;

import org.jspecify.annotations.NullMarked;
