@NullMarked
package io.fairlead.standalone.server;

import org.jspecify.annotations.NullMarked;
