package io.fairlead.samples.benchmarks.servers;

import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.standalone.Fairlead;
import java.util.List;

/** The whole runtime: admission with JWT, one handler that lets everything pass, the queue. */
public final class FairleadMain {

  /** Of the tokens; no secret, it only has to be the same on both sides. */
  public static final String SECRET = "benchmarks sign their tokens with these letters";

  private FairleadMain() {}

  public static void main(String[] args) throws Exception {
    List<String> options = List.of(args).subList(2, args.length);
    boolean nonBlocking = options.contains("non-blocking");
    Fairlead.Builder server = Fairlead.builder();
    if (options.contains("short-queues")) {
      server.set("fairlead.outbound.max-messages", "64");
    }
    server
        .endpoint(nonBlocking ? NonBlockingEchoEndpoint.class : EchoEndpoint.class)
        .endpoint(nonBlocking ? NonBlockingFanoutEndpoint.class : FanoutEndpoint.class)
        .endpoint(nonBlocking ? NonBlockingTopicEndpoint.class : TopicEndpoint.class)
        .endpoint(LanesEndpoint.class)
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
