/** WebSocket frames (RFC 6455, section 5): in from bytes, out to bytes. */
@NullMarked
package io.fairlead.standalone.wire;

import org.jspecify.annotations.NullMarked;
