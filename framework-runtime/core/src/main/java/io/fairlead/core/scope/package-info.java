/** Tasks that end with their connection. */
@NullMarked
package io.fairlead.core.scope;

import org.jspecify.annotations.NullMarked;
