@NullMarked
package io.fairlead.standalone.tyrus;

import org.jspecify.annotations.NullMarked;
