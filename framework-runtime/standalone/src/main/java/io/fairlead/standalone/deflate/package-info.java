/** Compression of messages, permessage-deflate (RFC 7692): what is agreed, in and out. */
@NullMarked
package io.fairlead.standalone.deflate;

import org.jspecify.annotations.NullMarked;
