/** Events, and how they reach their listeners beside what causes them. */
@NullMarked
package io.fairlead.core.event;

import org.jspecify.annotations.NullMarked;
