@NullMarked
package io.fairlead.standalone.wire;

import org.jspecify.annotations.NullMarked;
