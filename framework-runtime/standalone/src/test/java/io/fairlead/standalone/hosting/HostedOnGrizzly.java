package io.fairlead.standalone.hosting;

import io.fairlead.core.hosting.InstanceSource;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.ArrayList;
import java.util.List;

/** Annotated classes hosted by us, on stock Tyrus with Grizzly. */
final class HostedOnGrizzly implements Carrier {

  private final Runtime runtime;
  private final StockTyrus server;

  private HostedOnGrizzly(Runtime runtime, StockTyrus server) {
    this.runtime = runtime;
    this.server = server;
  }

  static HostedOnGrizzly start(Class<?>... endpoints) throws Exception {
    return start(
        new Runtime(Runtime.everybody(), Runtime.TYRUS, InstanceSource.reflective()), endpoints);
  }

  static HostedOnGrizzly start(Runtime runtime, Class<?>... endpoints) throws Exception {
    List<ServerEndpointConfig> configs = new ArrayList<>();
    for (Class<?> endpoint : endpoints) {
      configs.add(runtime.host.deploy(endpoint));
    }
    return new HostedOnGrizzly(
        runtime, StockTyrus.start(configs.toArray(ServerEndpointConfig[]::new)));
  }

  StockTyrus server() {
    return server;
  }

  Runtime runtime() {
    return runtime;
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    runtime.close();
  }
}
