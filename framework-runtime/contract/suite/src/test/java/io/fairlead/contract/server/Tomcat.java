package io.fairlead.contract.server;

import static io.fairlead.contract.server.Tree.replace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tomcat and its descendant TomEE: the distribution's configuration in a {@code CATALINA_BASE} of
 * its own, with the address, the ports and the rhythm of the deployer changed.
 */
final class Tomcat implements Launcher {

  private final String distribution;
  private final boolean weld;

  private Tomcat(String distribution, boolean weld) {
    this.distribution = distribution;
    this.weld = weld;
  }

  static Tomcat plain() {
    return new Tomcat("tomcat", false);
  }

  /** Weld joins the WAR from outside: a directory that appears in its {@code WEB-INF/lib}. */
  static Tomcat withWeld() {
    return new Tomcat("tomcat", true);
  }

  static Tomcat tomee() {
    return new Tomcat("tomee", false);
  }

  @Override
  public Launch prepare(Deployment deployment) throws IOException {
    Path home = Distribution.of(distribution);
    Path base = Tree.fresh(deployment.work().resolve("server"));
    int port = new Ports().next();
    Path webapps = Files.createDirectory(base.resolve("webapps"));
    Files.createDirectory(base.resolve("temp"));
    configure(home, base, port);
    DeployDirectory hot =
        new DeployDirectory(
            deployment.war(),
            webapps.resolve("contract.war"),
            DeployDirectory.deleted(webapps.resolve("contract")));
    hot.deploy();
    return new Launch(
        Jdk.current(),
        vm(home, base),
        List.of("org.apache.catalina.startup.Bootstrap", "start"),
        Map.of(),
        base,
        port,
        weld || distribution.equals("tomee"),
        Optional.of(hot));
  }

  private void configure(Path home, Path base, int port) throws IOException {
    Tree.copy(home.resolve("conf"), base.resolve("conf"));
    Tree.edit(
        base.resolve("conf/server.xml"),
        List.of(
            replace("<Server port=\"8005\"", "<Server port=\"-1\""),
            replace(
                "<Connector port=\"8080\"",
                "<Connector address=\"127.0.0.1\" port=\"%d\"".formatted(port)),
            replace(
                "<Engine name=\"Catalina\" defaultHost=\"localhost\">",
                "<Engine name=\"Catalina\" defaultHost=\"localhost\""
                    + " backgroundProcessorDelay=\"1\">")));
    if (weld) {
      Tree.edit(
          base.resolve("conf/context.xml"),
          List.of(
              replace(
                  "</Context>",
                  """
                  <Resources>
                    <PostResources className="org.apache.catalina.webresources.DirResourceSet"
                        base="%s" webAppMount="/WEB-INF/lib"/>
                  </Resources>
                  </Context>"""
                      .formatted(Distribution.directory("weld")))));
    }
  }

  private static List<String> vm(Path home, Path base) {
    List<String> vm = new ArrayList<>();
    for (String open : List.of("lang", "lang.reflect", "io", "util", "util.concurrent")) {
      vm.add("--add-opens=java.base/java." + open + "=ALL-UNNAMED");
    }
    vm.add("--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED");
    Path agent = home.resolve("lib/openejb-javaagent.jar");
    if (Files.exists(agent)) {
      vm.add("-javaagent:" + agent);
    }
    vm.add("-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager");
    vm.add("-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"));
    vm.add("-Dcatalina.home=" + home);
    vm.add("-Dcatalina.base=" + base);
    vm.add("-Djava.io.tmpdir=" + base.resolve("temp"));
    vm.add("-cp");
    vm.add(home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"));
    return vm;
  }
}
