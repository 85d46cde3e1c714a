/** Messages for whoever listens: names, subscriptions, history. */
@NullMarked
package io.fairlead.api.topic;

import org.jspecify.annotations.NullMarked;
