package io.fairlead.samples.chat;

import io.fairlead.api.application.ApplicationContext;
import io.fairlead.api.application.FairleadApplication;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.api.plugin.ShutdownHook;
import io.fairlead.api.topic.Topics;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** Sets the chat up, on every server: with a CDI container or without. */
public final class ChatApplication implements FairleadApplication {
  @Override
  public void start(ApplicationContext context) {
    SignInRoute signIn = new SignInRoute(context.tokens(), Clock.systemUTC());
    context.contributions().add(HttpRoute.class, signIn);
    context.contributions().add(ShutdownHook.class, farewell(context.topics()));
    context.topics().retain(Room.SAID, Room.HISTORY);
  }

  /** Says so in all rooms, before what still waits is sent and the connections are closed. */
  private static ShutdownHook farewell(Topics topics) {
    return deadline -> {
      topics.publish(Room.SERVER, Events.notice("The server is stopping."));
      return CompletableFuture.completedFuture(null);
    };
  }
}
