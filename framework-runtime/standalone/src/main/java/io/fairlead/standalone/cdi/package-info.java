/** Weld SE, the CDI container of the standalone runtime. */
@NullMarked
package io.fairlead.standalone.cdi;

import org.jspecify.annotations.NullMarked;
