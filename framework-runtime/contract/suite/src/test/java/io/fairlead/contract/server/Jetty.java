package io.fairlead.contract.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Jetty with one of its Jakarta EE environments. A context file stands for the WAR, because it adds
 * Weld to the WAR's class path; the scanner follows the context file.
 */
record Jetty(String environment) implements Launcher {

  private static final String CONTEXT =
      """
      <?xml version="1.0"?>
      <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN"
          "https://jetty.org/configure_10_0.dtd">
      <Configure class="org.eclipse.jetty.%s.webapp.WebAppContext">
        <Set name="contextPath">/contract</Set>
        <Set name="war">%s</Set>
        <Set name="extraClasspath">%s</Set>
      </Configure>
      """;

  @Override
  public Launch prepare(Deployment deployment) throws IOException {
    Path home = Distribution.of("jetty");
    Path base = Tree.fresh(deployment.work().resolve("server"));
    Path webapps = Files.createDirectory(base.resolve("webapps"));
    Files.createDirectory(base.resolve("work"));
    int port = new Ports().next();
    Path war = base.resolve("contract.war");
    Files.copy(deployment.war(), war);
    Path context = base.resolve("contract.xml");
    Files.writeString(context, CONTEXT.formatted(environment, war, Distribution.of("weld")));
    DeployDirectory hot =
        new DeployDirectory(
            context,
            webapps.resolve("contract.xml"),
            DeployDirectory.logged(ServerProcess.log(base), "Stopped "));
    hot.deploy();
    Files.writeString(base.resolve("start.ini"), configuration(port));
    return new Launch(
        Jdk.current(),
        List.of("-Djava.io.tmpdir=" + base.resolve("work")),
        List.of(
            "-jar",
            home.resolve("start.jar").toString(),
            "jetty.home=" + home,
            "jetty.base=" + base),
        Map.of(),
        base,
        port,
        true,
        Optional.of(hot));
  }

  /** A file: on the command line, properties after a module of an environment are lost. */
  private String configuration(int port) {
    return """
        jetty.http.host=127.0.0.1
        jetty.http.port=%d
        jetty.deploy.scanInterval=1
        --modules=server,http
        --modules=%s
        """
        .formatted(
            port,
            Stream.of("deploy", "annotations", "websocket-jakarta", "plus", "cdi")
                .map(module -> environment + "-" + module)
                .collect(Collectors.joining(",")));
  }
}
