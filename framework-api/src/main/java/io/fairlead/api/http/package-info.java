/** The little HTTP that stands beside WebSocket on the same port. */
@NullMarked
package io.fairlead.api.http;

import org.jspecify.annotations.NullMarked;
