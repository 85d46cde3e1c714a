/** Control of a running server by its own user, over a local socket. */
@NullMarked
package io.fairlead.standalone.control;

import org.jspecify.annotations.NullMarked;
