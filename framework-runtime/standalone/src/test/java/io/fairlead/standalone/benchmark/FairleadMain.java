package io.fairlead.standalone.benchmark;

import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.support.Tokens;

/** The whole runtime: admission with JWT, one handler that lets everything pass, the queue. */
public final class FairleadMain {

  private FairleadMain() {}

  /** Serves on the port given; prints a token behind READY. */
  public static void main(String[] args) throws Exception {
    Fairlead.builder()
        .endpoint(EchoEndpoint.class)
        .endpoint(NonBlockingEchoEndpoint.class)
        .set("fairlead.auth.jwt.secret", Tokens.SECRET)
        .contribute(InboundHandler.class, (message, chain) -> pass(chain), 0)
        .port(Integer.parseInt(args[0]))
        .start();
    System.out.println("READY " + Tokens.of("load"));
    Thread.currentThread().join();
  }

  private static void pass(Chain chain) {
    chain.proceed();
  }
}
