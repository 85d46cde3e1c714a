package io.fairlead.core.outbound;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.api.plugin.OutboundHandler;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.PluginCalls;
import io.fairlead.core.transport.OutboundFrame;
import java.util.List;
import java.util.Objects;

/** Takes messages through the plugins' handlers, on the sender's thread. Safe for any thread. */
public final class OutboundChain {

  private final ContributionRegistry contributions;

  /** A chain of what is contributed at the time of each message. */
  public OutboundChain(ContributionRegistry contributions) {
    this.contributions = contributions;
  }

  /** What to send in place of a frame; control frames and parts stay as they are. */
  public OutboundFrame pass(Connection connection, PluginCalls plugins, OutboundFrame frame) {
    List<Contributed<OutboundHandler>> handlers =
        contributions.of(connection).all(OutboundHandler.class);
    if (handlers.isEmpty() || frame.control() || !(frame.first() && frame.last())) {
      return frame;
    }
    OutboundMessage message = frame.message();
    for (Contributed<OutboundHandler> each : handlers) {
      message = handle(each, connection, plugins, message);
    }
    return message == frame.message() ? frame : OutboundFrame.whole(message);
  }

  private static OutboundMessage handle(
      Contributed<OutboundHandler> handler,
      Connection connection,
      PluginCalls plugins,
      OutboundMessage message) {
    OutboundMessage[] changed = {message};
    boolean inTime =
        plugins.call(
            Source.HANDLER,
            handler,
            h ->
                changed[0] =
                    Objects.requireNonNull(
                        h.onSend(connection, message), "an OutboundHandler must return a message"));
    return inTime ? changed[0] : message;
  }
}
