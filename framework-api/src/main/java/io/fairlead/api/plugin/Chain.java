package io.fairlead.api.plugin;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.connection.InboundMessage;

/**
 * The rest of the way for one message. Safe for any thread; the first decision counts, a second one
 * throws {@link IllegalStateException}.
 */
@FrameworkOwned
public interface Chain {

  /** Lets the message go on as it is. */
  void proceed();

  /**
   * Lets another message go on in its place.
   *
   * @throws IllegalArgumentException if it belongs to another connection
   */
  void proceed(InboundMessage replacement);

  /** Ends the message's way: neither later handlers nor the endpoint see it. */
  void consume();
}
