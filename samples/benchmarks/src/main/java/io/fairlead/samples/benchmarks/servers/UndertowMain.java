package io.fairlead.samples.benchmarks.servers;

import io.undertow.Undertow;
import io.undertow.Version;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;

/** Undertow with its Jakarta WebSocket, as it comes. */
public final class UndertowMain {

  private UndertowMain() {}

  public static void main(String[] args) throws Exception {
    DeploymentInfo info =
        Servlets.deployment()
            .setClassLoader(UndertowMain.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("benchmark")
            .addServletContextAttribute(
                WebSocketDeploymentInfo.ATTRIBUTE_NAME,
                new WebSocketDeploymentInfo()
                    .addEndpoint(EchoEndpoint.class)
                    .addEndpoint(FanoutEndpoint.class));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(info);
    manager.deploy();
    Undertow.builder()
        .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
        .setHandler(manager.start())
        .build()
        .start();
    Serving.ready("Undertow " + Version.getVersionString());
  }
}
