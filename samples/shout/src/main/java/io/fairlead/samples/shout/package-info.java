/** The smallest plugin worth having: one handler, one service entry, one manifest. */
@NullMarked
package io.fairlead.samples.shout;

import org.jspecify.annotations.NullMarked;
