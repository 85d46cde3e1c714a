package io.fairlead.contract.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Open Liberty with the features of a WebSocket application, started as {@code bin/server} does.
 */
final class OpenLiberty implements Launcher {

  private static final int NEW_JAVA_OPTIONS = 24;
  private static final String CONFIGURATION =
      """
      <server>
        <featureManager>
          <feature>servlet-6.0</feature>
          <feature>websocket-2.1</feature>
          <feature>cdi-4.0</feature>
          <feature>concurrent-3.0</feature>
          <feature>jndi-1.0</feature>
        </featureManager>
        <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
        <applicationMonitor pollingRate="500ms"/>
      </server>
      """;

  @Override
  public Launch prepare(Deployment deployment) throws IOException {
    Path home = Distribution.of("openliberty");
    Path user = Tree.fresh(deployment.work().resolve("server"));
    Path server = Files.createDirectories(user.resolve("servers/contract"));
    Path dropins = Files.createDirectory(server.resolve("dropins"));
    int port = new Ports().next();
    Files.writeString(server.resolve("server.xml"), CONFIGURATION.formatted(port));
    // Else it listens for its own "server stop".
    Files.writeString(server.resolve("bootstrap.properties"), "command.port=-1\n");
    DeployDirectory hot =
        new DeployDirectory(
            deployment.war(),
            dropins.resolve("contract.war"),
            DeployDirectory.logged(ServerProcess.log(user), "CWWKZ0009I"));
    hot.deploy();
    return new Launch(
        Jdk.current(),
        vm(home),
        List.of("-jar", home.resolve("bin/tools/ws-server.jar").toString(), "contract"),
        Map.of("WLP_USER_DIR", user.toString()),
        user,
        port,
        true,
        Optional.of(hot));
  }

  private static List<String> vm(Path home) throws IOException {
    List<String> vm = new ArrayList<>();
    vm.add("-javaagent:" + home.resolve("bin/tools/ws-javaagent.jar"));
    String options =
        Jdk.current().version() < NEW_JAVA_OPTIONS ? "java9.options" : "java24.options";
    Files.readAllLines(home.resolve("lib/platform/java").resolve(options)).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(vm::add);
    vm.add("-Djava.awt.headless=true");
    // Its log keeps the latest records by soft references, and their class the application's
    // loader.
    vm.add("-XX:SoftRefLRUPolicyMSPerMB=0");
    return vm;
  }
}
