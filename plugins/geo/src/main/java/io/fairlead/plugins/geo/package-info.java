/** The plugin {@code geo}: where a client's address lies, from a MaxMind database. */
@NullMarked
package io.fairlead.plugins.geo;

import org.jspecify.annotations.NullMarked;
