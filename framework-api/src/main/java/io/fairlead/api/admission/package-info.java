/** What is known and decided about a connection before the upgrade. */
@NullMarked
package io.fairlead.api.admission;

import org.jspecify.annotations.NullMarked;
