@NullMarked
package io.fairlead.core.admission;

import org.jspecify.annotations.NullMarked;
