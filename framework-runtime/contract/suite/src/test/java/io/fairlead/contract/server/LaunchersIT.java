package io.fairlead.contract.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each server comes up on the loopback interface, takes the WAR, lets it go, and ends. */
class LaunchersIT {

  private static final Path WAR = Path.of(System.getProperty("contract.war"));
  private static final Path WORK = Path.of(System.getProperty("contract.work"), "launchers");
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String AWKWARD = " a \"b\" 'c' \\d $e ${f} {g} <h> &;|*?#%~ ";

  @Test
  @Tag("tomcat")
  void tomcat() throws Exception {
    livesAndDies("tomcat");
  }

  @Test
  @Tag("tomcat-weld")
  void tomcatWithWeld() throws Exception {
    livesAndDies("tomcat-weld");
  }

  @Test
  @Tag("jetty-ee10")
  void jettyEe10() throws Exception {
    livesAndDies("jetty-ee10");
  }

  @Test
  @Tag("jetty-ee11")
  void jettyEe11() throws Exception {
    livesAndDies("jetty-ee11");
  }

  @Test
  @Tag("tomee")
  void tomee() throws Exception {
    livesAndDies("tomee");
  }

  @Test
  @Tag("wildfly")
  void wildFly() throws Exception {
    livesAndDies("wildfly");
  }

  @Test
  @Tag("openliberty")
  void openLiberty() throws Exception {
    livesAndDies("openliberty");
  }

  @Test
  @Tag("glassfish7")
  void glassFish7() throws Exception {
    livesAndDies("glassfish7");
  }

  @Test
  @Tag("glassfish8")
  void glassFish8() throws Exception {
    livesAndDies("glassfish8");
  }

  @Test
  @Tag("payara")
  void payaraMicro() throws Exception {
    livesAndDies("payara");
  }

  @Test
  void processThatEndsIsReportedWithItsLog(@TempDir Path work) {
    Launch launch =
        new Launch(
            Jdk.current(),
            List.of(),
            List.of("-XshowSettings:vm", "-version"),
            Map.of(),
            work,
            new Ports().next(),
            true,
            Optional.empty());
    assertThatThrownBy(
            () -> ServerProcess.start("short", launch, new Deployment(WAR, Map.of(), work)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("short ended with 0 before it had started")
        .hasMessageContaining(work.resolve("console.log").toString())
        .hasMessageContaining("VM settings");
  }

  private static void livesAndDies(String name) throws Exception {
    Map<String, String> settings =
        Map.of("fairlead.auth.jwt.secret", SECRET, "contract.awkward", AWKWARD);
    Deployment deployment = new Deployment(WAR, settings, WORK.resolve(name));
    StringBuilder seconds = new StringBuilder(name);
    long start = System.nanoTime();
    try (Server server = Servers.start(name, deployment)) {
      start = lap(seconds, "start", start);
      assertThat(server.log()).isNotEmptyFile();
      assertThat(Listeners.of(server.process())).isNotEmpty();
      assertThat(Listeners.beyondLoopback(server.process())).isEmpty();
      assertThat(LoadedClasses.jcmd(server.process(), "VM.system_properties"))
          .contains("contract.awkward=\\ a \"b\" 'c' \\\\d $e ${f} {g} <h> &;|*?\\#%~");
      if (server.deploysWhileRunning()) {
        start = System.nanoTime();
        server.undeploy();
        start = lap(seconds, "undeploy", start);
        assertThat(status(server)).isNotEqualTo(HttpURLConnection.HTTP_OK);
        start = System.nanoTime();
        server.deploy();
        start = lap(seconds, "deploy", start);
        assertThat(status(server)).isEqualTo(HttpURLConnection.HTTP_OK);
      }
      List<ProcessHandle> children = server.process().descendants().toList();
      start = System.nanoTime();
      assertThat(server.stop(Duration.ofSeconds(60))).as("ended by SIGTERM").isTrue();
      lap(seconds, "stop", start);
      assertThat(server.process().isAlive()).isFalse();
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThatThrownBy(
              () -> new Socket(InetAddress.getLoopbackAddress(), server.base().getPort()).close())
          .isInstanceOf(IOException.class);
    } finally {
      System.out.println(seconds);
    }
  }

  private static long lap(StringBuilder seconds, String what, long start) {
    long now = System.nanoTime();
    seconds.append(" %s=%.1fs".formatted(what, (now - start) / 1e9));
    return now;
  }

  private static int status(Server server) throws IOException {
    URI ready = URI.create(server.base() + "/ready.txt");
    return ((HttpURLConnection) ready.toURL().openConnection()).getResponseCode();
  }
}
