/** Plugin jars: found, checked, loaded, started, contained. */
@NullMarked
package io.fairlead.core.plugin;

import org.jspecify.annotations.NullMarked;
