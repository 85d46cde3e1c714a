/** Finds, starts and stops what sets the application up. */
@NullMarked
package io.fairlead.core.application;

import org.jspecify.annotations.NullMarked;
