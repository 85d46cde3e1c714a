/** What a plugin implements, and what it is handed. */
@NullMarked
package io.fairlead.api.plugin;

import org.jspecify.annotations.NullMarked;
