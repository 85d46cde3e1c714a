package io.fairlead.contract.server;

import static io.fairlead.contract.server.Tree.replace;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * GlassFish on a copy of its {@code domain1}. {@code asadmin start-domain --dry-run} tells the
 * command line, argument for argument; it is run without {@code asadmin} around it.
 *
 * @param distribution glassfish7 or glassfish8
 */
record GlassFish(String distribution, Jdk jdk) implements Launcher {

  private static final String MAIN = "com.sun.enterprise.glassfish.bootstrap.GlassFishMain";

  /** The domain has no JMS service, which means the default one: it listens on every address. */
  private static final String NO_JMS =
      """
      <jms-service type="DISABLED" default-jms-host="none">
        <jms-host name="none" host="127.0.0.1" lazy-init="false"/>
      </jms-service>
      """;

  @Override
  public Launch prepare(Deployment deployment) throws Exception {
    Path home = Distribution.of(distribution).resolve("glassfish");
    Path work = Tree.fresh(deployment.work().resolve("server"));
    Path domain = work.resolve("domains/domain1");
    Tree.copy(home.resolve("domains/domain1"), domain);
    int port = configure(domain.resolve("config/domain.xml"));
    Path autodeploy = domain.resolve("autodeploy");
    DeployDirectory hot =
        new DeployDirectory(
            deployment.war(),
            autodeploy.resolve("contract.war"),
            DeployDirectory.written(autodeploy.resolve("contract.war_undeployed")));
    hot.deploy();
    List<String> command = dryRun(home, work);
    int main = command.indexOf(MAIN);
    return new Launch(
        jdk,
        command.subList(1, main),
        command.subList(main, command.size()),
        Map.of(),
        work,
        port,
        true,
        Optional.of(hot));
  }

  private static int configure(Path domain) throws IOException {
    Ports ports = new Ports();
    int port = ports.next();
    Tree.edit(
        domain,
        List.of(
            replace("<network-listener port=\"8080\"", listener(port)),
            replace(
                "<network-listener port=\"8181\"",
                "<network-listener enabled=\"false\" port=\"8181\""),
            replace("<network-listener port=\"4848\"", listener(ports.next())),
            replace("address=\"0.0.0.0\"", "address=\"127.0.0.1\""),
            replace("port=\"3700\"", "port=\"" + ports.next() + "\""),
            replace("port=\"3820\"", "port=\"" + ports.next() + "\""),
            replace("port=\"3920\"", "port=\"" + ports.next() + "\""),
            replace("<jmx-connector ", "<jmx-connector enabled=\"false\" "),
            replace("<admin-service auth-realm-name=", NO_JMS + "<admin-service auth-realm-name="),
            replace("org.apache.felix.shell.remote,", "")));
    return port;
  }

  private static String listener(int port) {
    return "<network-listener address=\"127.0.0.1\" port=\"" + port + "\"";
  }

  private List<String> dryRun(Path home, Path work) throws IOException, InterruptedException {
    Path output = work.resolve("dry-run.txt");
    ProcessBuilder asadmin =
        new ProcessBuilder(
                home.resolve("bin/asadmin").toString(),
                "start-domain",
                "--dry-run",
                "--verbose",
                "--domaindir",
                work.resolve("domains").toString(),
                "domain1")
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    asadmin.environment().put("AS_JAVA", jdk.home().toString());
    asadmin.environment().put("JAVA_HOME", jdk.home().toString());
    asadmin.environment().put("PATH", jdk.home() + "/bin:" + System.getenv("PATH"));
    int exit = asadmin.start().waitFor();
    List<String> lines = Files.readAllLines(output);
    int first = lines.indexOf(jdk.java().toString());
    if (exit != 0 || first < 0 || !lines.contains(MAIN)) {
      throw new IOException("asadmin ended with " + exit + ":\n" + String.join("\n", lines));
    }
    int last = first;
    while (last < lines.size() && !lines.get(last).isEmpty()) {
      last++;
    }
    return new ArrayList<>(lines.subList(first, last));
  }
}
