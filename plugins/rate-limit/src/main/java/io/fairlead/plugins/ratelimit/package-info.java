/** The plugin {@code rate-limit}: token buckets for each connection and each principal. */
@NullMarked
package io.fairlead.plugins.ratelimit;

import org.jspecify.annotations.NullMarked;
