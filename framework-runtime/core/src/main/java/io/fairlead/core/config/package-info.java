/** Settings, their defaults, and where their values come from. */
@NullMarked
package io.fairlead.core.config;

import org.jspecify.annotations.NullMarked;
