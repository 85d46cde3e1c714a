package io.fairlead.standalone.hosting;

import io.fairlead.standalone.Fairlead;
import java.util.List;
import java.util.Optional;

/** The comparison with our own container below: what users run. */
class HostedStandaloneIT extends ComparedWithStockTyrus {

  /** An encoded slash is refused: proxies and servers disagree on what it means. */
  @Override
  Optional<Scenario.Transcript> decidedBelow(Scenario scenario) {
    return scenario.name().equals("encoded slash")
        ? Optional.of(new Scenario.Transcript(List.of(), List.of("refused:400")))
        : Optional.empty();
  }

  @Override
  Carrier start(Class<?>... endpoints) throws Exception {
    Fairlead.Builder builder =
        Fairlead.builder().set("fairlead.auth.mode", "none").discover(false).port(0);
    for (Class<?> endpoint : endpoints) {
      builder.endpoint(endpoint);
    }
    Fairlead server = builder.start();
    return new Carrier() {
      @Override
      public int port() {
        return server.port();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }
}
