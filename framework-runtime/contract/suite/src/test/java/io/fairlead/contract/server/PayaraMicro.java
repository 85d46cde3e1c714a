package io.fairlead.contract.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Payara Micro: one jar; it deploys at its start and cannot be asked to later. */
final class PayaraMicro implements Launcher {

  @Override
  public Launch prepare(Deployment deployment) throws IOException {
    Path base = Tree.fresh(deployment.work().resolve("server"));
    // It names the context after the file.
    Path war = base.resolve("contract.war");
    Files.copy(deployment.war(), war);
    Path commands = base.resolve("preboot.txt");
    Files.writeString(
        commands,
        """
        set configs.config.server-config.network-config.network-listeners.network-listener\
        .http-listener.address=127.0.0.1
        set configs.config.server-config.hazelcast-config-specific-configuration.enabled=false
        """);
    Files.createDirectory(base.resolve("tmp"));
    int port = new Ports().next();
    return new Launch(
        Jdk.current(),
        List.of("-Djava.io.tmpdir=" + base.resolve("tmp")),
        List.of(
            "-jar",
            Distribution.of("payara").toString(),
            "--nocluster",
            "--noHazelcast",
            "--interfaces",
            "127.0.0.1",
            "--prebootcommandfile",
            commands.toString(),
            "--port",
            Integer.toString(port),
            "--rootDir",
            base.resolve("root").toString(),
            "--deploy",
            war.toString()),
        Map.of(),
        base,
        port,
        true,
        Optional.empty());
  }
}
