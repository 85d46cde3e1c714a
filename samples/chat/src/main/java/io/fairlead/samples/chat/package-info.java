/**
 * A chat with rooms and an echo. The echo is a Jakarta endpoint that knows nothing of the
 * framework; the chat sends by topics. Neither knows of tokens, queues or drains. Runs with CDI and
 * without.
 */
@NullMarked
package io.fairlead.samples.chat;

import org.jspecify.annotations.NullMarked;
