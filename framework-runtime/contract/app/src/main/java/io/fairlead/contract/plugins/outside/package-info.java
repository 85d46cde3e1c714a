/** The plugin that only the jar outside of the WAR holds. */
@NullMarked
package io.fairlead.contract.plugins.outside;

import org.jspecify.annotations.NullMarked;
