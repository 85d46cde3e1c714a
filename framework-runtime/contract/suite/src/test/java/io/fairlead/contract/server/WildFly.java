package io.fairlead.contract.server;

import static io.fairlead.contract.server.Tree.replace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** WildFly's {@code standalone.xml}, started as {@code bin/standalone.sh} does. */
final class WildFly implements Launcher {

  private static final List<String> EXPORTS =
      List.of(
          "java.desktop/sun.awt",
          "java.naming/com.sun.jndi.ldap",
          "java.naming/com.sun.jndi.url.ldap",
          "java.naming/com.sun.jndi.url.ldaps",
          "jdk.naming.dns/com.sun.jndi.dns");
  private static final List<String> OPENS =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.security",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.management/javax.management",
          "java.naming/javax.naming");

  @Override
  public Launch prepare(Deployment deployment) throws IOException {
    Path home = Distribution.of("wildfly");
    Path base = Tree.fresh(deployment.work().resolve("server"));
    Path configuration = base.resolve("configuration");
    Tree.copy(home.resolve("standalone/configuration"), configuration);
    Tree.edit(
        configuration.resolve("standalone.xml"),
        List.of(replace("scan-interval=\"5000\"", "scan-interval=\"500\"")));
    Files.createDirectory(base.resolve("deployments"));
    Markers hot = new Markers(deployment.war(), base.resolve("deployments/contract.war"));
    hot.deploy();
    Ports ports = new Ports();
    int port = ports.next();
    return new Launch(
        Jdk.current(),
        vm(base, configuration),
        List.of(
            "-jar",
            home.resolve("jboss-modules.jar").toString(),
            "-mp",
            home.resolve("modules").toString(),
            "org.jboss.as.standalone",
            "-Djboss.home.dir=" + home,
            "-Djboss.server.base.dir=" + base,
            "-b=127.0.0.1",
            "-bmanagement=127.0.0.1",
            "-Djboss.http.port=" + port,
            "-Djboss.https.port=" + ports.next(),
            "-Djboss.management.http.port=" + ports.next()),
        Map.of(),
        base,
        port,
        true,
        Optional.of(hot));
  }

  private static List<String> vm(Path base, Path configuration) {
    List<String> vm = new ArrayList<>();
    EXPORTS.forEach(name -> vm.add("--add-exports=" + name + "=ALL-UNNAMED"));
    OPENS.forEach(name -> vm.add("--add-opens=" + name + "=ALL-UNNAMED"));
    vm.add("-Djava.net.preferIPv4Stack=true");
    vm.add("-Djava.awt.headless=true");
    vm.add("-Djboss.modules.system.pkgs=org.jboss.byteman");
    vm.add("-Dorg.jboss.boot.log.file=" + base.resolve("log/server.log"));
    vm.add("-Dlogging.configuration=" + configuration.resolve("logging.properties").toUri());
    return vm;
  }

  /** The scanner is asked, and answers, by marker files beside the WAR. */
  private record Markers(Path war, Path target) implements HotDeployment {

    @Override
    public void deploy() throws IOException {
      Files.deleteIfExists(marker("undeployed"));
      Tree.place(war, target);
      Files.writeString(marker("dodeploy"), "");
    }

    @Override
    public BooleanSupplier undeploy() throws IOException {
      Files.delete(marker("deployed"));
      return () -> Files.exists(marker("undeployed"));
    }

    @Override
    public boolean deployed() {
      return Files.exists(marker("deployed"));
    }

    @Override
    public boolean failed() {
      return Files.exists(marker("failed"));
    }

    private Path marker(String state) {
      return target.resolveSibling(target.getFileName() + "." + state);
    }
  }
}
