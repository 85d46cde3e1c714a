package io.fairlead.samples.shout;

import io.fairlead.api.connection.InboundMessage.Kind;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginContext;

/** Turns every exclamation mark in a text into three before the endpoint sees it. */
public final class ShoutPlugin implements Plugin {
  @Override
  public void start(PluginContext context) {
    InboundHandler shout =
        (message, chain) -> {
          boolean text = message.kind() == Kind.TEXT;
          chain.proceed(text ? message.withText(message.text().replace("!", "!!!")) : message);
        };
    context.contributions().add(InboundHandler.class, shout);
  }
}
