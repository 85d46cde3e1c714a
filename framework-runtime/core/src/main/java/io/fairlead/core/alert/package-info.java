/** What somebody should look at. */
@NullMarked
package io.fairlead.core.alert;

import org.jspecify.annotations.NullMarked;
