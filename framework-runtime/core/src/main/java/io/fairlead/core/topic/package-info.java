/** Topics: who subscribed, what is kept, and how a message gets from one to many. */
@NullMarked
package io.fairlead.core.topic;

import org.jspecify.annotations.NullMarked;
