package io.fairlead.samples.benchmarks.servers;

import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.standalone.Fairlead;

/** The whole runtime: admission with JWT, one handler that lets everything pass, the queue. */
public final class FairleadMain {

  /** Of the tokens; no secret, it only has to be the same on both sides. */
  public static final String SECRET = "benchmarks sign their tokens with these letters";

  private FairleadMain() {}

  public static void main(String[] args) throws Exception {
    boolean nonBlocking = args.length > 2 && args[2].equals("non-blocking");
    Fairlead.builder()
        .endpoint(nonBlocking ? NonBlockingEchoEndpoint.class : EchoEndpoint.class)
        .endpoint(nonBlocking ? NonBlockingFanoutEndpoint.class : FanoutEndpoint.class)
        .set("fairlead.auth.jwt.secret", SECRET)
        // the load comes from few addresses, and is one user
        .set("fairlead.limits.handshakes-per-second", "0")
        .set("fairlead.limits.connections-per-principal", "1000000")
        .set("fairlead.limits.connections-per-address", "1000000")
        .set("fairlead.limits.sockets-per-address", "1000000")
        .contribute(InboundHandler.class, (message, chain) -> pass(chain), 0)
        .port(Integer.parseInt(args[0]))
        .start();
    Serving.ready("Fairlead " + Serving.version(Fairlead.class));
  }

  private static void pass(Chain chain) {
    chain.proceed();
  }
}
