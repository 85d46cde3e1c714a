package io.fairlead.standalone.tyrus;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.executor.CallbackExecutor;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.standalone.wire.EngineBound;
import io.netty.channel.Channel;
import java.time.Duration;

/**
 * What holds for each WebSocket connection.
 *
 * @param messageBytes longest message from a client
 * @param engineBytes what may wait to be sent past the runtime's queue
 * @param sendTimeout the longest time of a write past the runtime's queue
 * @param closeTimeout the longest closing handshake
 * @param memory what the messages of all connections may take
 * @param callbacks runs the callbacks of endpoints that are not hosted
 */
record WebSocketLimits(
    int messageBytes,
    int engineBytes,
    Duration sendTimeout,
    Duration closeTimeout,
    MemoryBudget memory,
    CallbackExecutor callbacks) {

  static WebSocketLimits of(
      FairleadConfig config, MemoryBudget memory, CallbackExecutor callbacks) {
    return new WebSocketLimits(
        config.get(Settings.MESSAGE_BYTES),
        config.get(Settings.OUTBOUND_BYTES),
        config.get(Settings.SEND_TIMEOUT),
        config.get(Settings.CLOSE_TIMEOUT),
        memory,
        callbacks);
  }

  /** What bounds the engine's writes on a channel. */
  EngineBound bound(Channel channel) {
    return new EngineBound(channel, engineBytes, sendTimeout, callbacks::exhausted);
  }
}
