/**
 * The standalone server. {@link io.fairlead.standalone.Fairlead} is the front door for programs,
 * {@code io.fairlead.standalone.cli} the one for terminals.
 */
@NullMarked
package io.fairlead.standalone;

import org.jspecify.annotations.NullMarked;
