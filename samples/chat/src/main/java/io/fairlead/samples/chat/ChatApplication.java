package io.fairlead.samples.chat;

import io.fairlead.api.application.ApplicationContext;
import io.fairlead.api.application.FairleadApplication;
import io.fairlead.api.plugin.HttpRoute;
import java.time.Clock;

/** Adds the sign-in to the chat, on every server: with a CDI container or without. */
public final class ChatApplication implements FairleadApplication {
  @Override
  public void start(ApplicationContext context) {
    SignInRoute signIn = new SignInRoute(context.tokens(), Clock.systemUTC());
    context.contributions().add(HttpRoute.class, signIn);
  }
}
