package io.fairlead.api;

import jakarta.websocket.Session;
import java.util.Map;

/**
 * For a {@code @ServerEndpoint} class of a plugin whose instances know something that the next
 * version has to go on with. When the plugin is replaced, each open connection gets an instance of
 * the new class between two callbacks, without {@code @OnOpen} and {@code @OnClose}: first {@link
 * #handOver} of the old instance is called, then {@link #takeOver} of the new one, in line with the
 * other callbacks. A class that does not implement this starts with a new instance and nothing
 * else. Message handlers that the old version has added to the session are gone; {@link #takeOver}
 * adds those of the new one.
 *
 * <p>What either throws goes to the error handlers, and the connection goes on with the new
 * instance.
 */
@UserImplemented
public interface Handover {

  /**
   * What the next version needs to know: in types that both versions have in common, those of the
   * JDK and of the API, or the old classes can never be released. Neither keys nor values may be
   * null.
   */
  default Map<String, Object> handOver(Session session) {
    return Map.of();
  }

  /**
   * Goes on.
   *
   * @param state what the version before has handed over; empty where it does not implement this
   */
  default void takeOver(Session session, Map<String, Object> state) {}
}
