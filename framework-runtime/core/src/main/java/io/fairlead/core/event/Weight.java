package io.fairlead.core.event;

import io.fairlead.api.event.Event;
import io.fairlead.api.event.MessagePublished;
import io.fairlead.api.event.MessageReceived;
import io.fairlead.core.memory.MemoryBudget;

/** What a waiting event keeps from being collected. */
final class Weight {

  private Weight() {}

  /** In bytes. */
  static long of(Event event) {
    long payload = 0;
    if (event instanceof MessageReceived received) {
      payload = received.message().size();
    } else if (event instanceof MessagePublished published) {
      payload = published.message().size();
    }
    return MemoryBudget.MESSAGE_OVERHEAD + payload;
  }
}
