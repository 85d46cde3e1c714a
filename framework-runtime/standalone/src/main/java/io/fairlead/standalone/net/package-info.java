/** Threads, event loops, TLS and the end of a TCP connection. */
@NullMarked
package io.fairlead.standalone.net;

import org.jspecify.annotations.NullMarked;
