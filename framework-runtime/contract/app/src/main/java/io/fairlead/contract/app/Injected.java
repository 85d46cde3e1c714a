package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import org.jspecify.annotations.Nullable;

/** Uses beans where there is a container, and runs without. */
@ServerEndpoint(value = "/injected", configurator = FairleadConfigurator.class)
public class Injected extends Noted {

  @Inject @Nullable Shared shared;
  @Inject @Nullable Own own;

  /** Both counts. */
  @OnMessage
  public String count(String message) {
    if (shared == null || own == null) {
      return "uninjected";
    }
    own.tag(tag());
    return "shared " + shared.next() + " own " + own.next();
  }

  /** The connection ends. */
  @PreDestroy
  public void end() {
    Events.note("destroyed endpoint " + tag());
  }
}
