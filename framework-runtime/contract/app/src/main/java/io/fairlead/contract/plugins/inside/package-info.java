/** The plugin that only the jar inside the WAR holds. */
@NullMarked
package io.fairlead.contract.plugins.inside;

import org.jspecify.annotations.NullMarked;
