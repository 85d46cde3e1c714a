/** Attacks on a whole server in a JVM of its own, with a small heap; crowds, swaps, long lives. */
@NullMarked
package io.fairlead.standalone.hostile;

import org.jspecify.annotations.NullMarked;
