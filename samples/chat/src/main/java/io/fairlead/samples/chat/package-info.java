/**
 * A chat with rooms and an echo: standard Jakarta endpoints that know nothing of tokens, queues or
 * drains, and one {@link io.fairlead.api.plugin.HttpRoute} for the sign-in. Runs with CDI and
 * without.
 */
@NullMarked
package io.fairlead.samples.chat;

import org.jspecify.annotations.NullMarked;
