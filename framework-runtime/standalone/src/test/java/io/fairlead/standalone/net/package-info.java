@NullMarked
package io.fairlead.standalone.net;

import org.jspecify.annotations.NullMarked;
