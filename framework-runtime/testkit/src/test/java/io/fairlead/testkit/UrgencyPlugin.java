package io.fairlead.testkit;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.MessageClass;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.Pressure;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.OutboundHandler;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;
import java.time.Duration;

/** What docs/sending.md shows of a plugin. */
public final class UrgencyPlugin implements Plugin {

  // snippet: plugin
  private static final MessageClass QUOTE =
      MessageClass.named("quote")
          .withLane(Lane.LOW)
          .withOverflow(Overflow.DROP_OLDEST)
          .withTimeToLive(Duration.ofSeconds(5));

  /** The endpoint only ever calls sendText. */
  @Override
  public void start(PluginContext context) {
    context.contributions().add(OutboundHandler.class, UrgencyPlugin::classify);
    context
        .contributions()
        .add(
            ConnectionListener.class,
            new ConnectionListener() {
              @Override
              public void onPressure(Connection connection, Pressure pressure) {
                context.logger().log(System.Logger.Level.INFO, "{0}: {1}", connection, pressure);
              }
            });
  }

  private static OutboundMessage classify(Connection connection, OutboundMessage message) {
    String text = message.isText() ? message.text() : "";
    if (text.startsWith("alarm ")) {
      return message.withLane(Lane.HIGH);
    }
    if (text.startsWith("quote ")) { // "quote EUR 1.08": only the newest for each currency
      return message.as(QUOTE).withKey(text.substring(0, Math.min(9, text.length())));
    }
    return message;
  }
  // end
}
