package io.fairlead.contract.suite;

import io.fairlead.contract.client.Tokens;
import io.fairlead.contract.report.DiffersExtension;
import io.fairlead.contract.server.Deployment;
import io.fairlead.contract.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Everything that holds on every server, against one server that a subclass starts. The groups run
 * in order: the last ones end the application and the server.
 */
@ExtendWith(DiffersExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
public abstract class ServerContract {

  static final String BROKEN_JAR = "contract-broken.jar";

  private Site site;

  /** Starts the server; returns when the application answers. */
  protected abstract Server start(Deployment deployment) throws Exception;

  @BeforeAll
  final void startServer() throws Exception {
    Path app = Path.of("..", "app", "target").toAbsolutePath().normalize();
    Path war = Path.of(System.getProperty("contract.war", app.resolve("contract.war").toString()));
    if (!Files.isRegularFile(war)) {
      throw new IllegalStateException(
          "there is no " + war + "; build with 'mvn package' or beyond");
    }
    Path own = empty(Path.of("target", "contract", getClass().getSimpleName()).toAbsolutePath());
    Path events = own.resolve("events.txt");
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fairlead.auth.jwt.secret", Tokens.SECRET);
    Path plugins = outsidePlugins(app, own);
    settings.put("fairlead.plugins-directory", plugins.toString());
    settings.put("contract.events", events.toString());
    Server server = start(new Deployment(war, settings, own.resolve("server")));
    site = new Site(server, events, plugins);
  }

  private static Path outsidePlugins(Path app, Path own) throws IOException {
    Path plugins = Files.createDirectories(own.resolve("plugins-outside"));
    Path jar = app.resolve("plugins-outside").resolve("contract-outside.jar");
    Files.copy(jar, plugins.resolve("outside.jar"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(plugins.resolve(BROKEN_JAR), "this is no jar");
    SwappedPlugin.drop(1, plugins);
    return plugins;
  }

  private static Path empty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return Files.createDirectories(directory);
  }

  @AfterAll
  final void closeServer() {
    if (site != null) {
      site.server().close();
    }
  }

  final Site site() {
    return site;
  }

  @Nested
  @Order(1)
  @DisplayName("Admission")
  class Admission extends AdmissionGroup {
    Admission() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(2)
  @DisplayName("Fail closed: without a token no spelling of a path reaches an endpoint")
  class FailClosed extends FailClosedGroup {
    FailClosed() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(3)
  @DisplayName("Metadata")
  class Metadata extends MetadataGroup {
    Metadata() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(4)
  @DisplayName("Principal")
  class Principal extends PrincipalGroup {
    Principal() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(5)
  @DisplayName("Hosting: text messages")
  class TextForms extends TextFormsGroup {
    TextForms() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(6)
  @DisplayName("Hosting: binary and long messages")
  class BinaryForms extends BinaryFormsGroup {
    BinaryForms() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(7)
  @DisplayName("Hosting: answers, paths, lives")
  class Hosting extends HostingGroup {
    Hosting() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(8)
  @DisplayName("Injection")
  class Injection extends InjectionGroup {
    Injection() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(9)
  @DisplayName("Contexts")
  class Contexts extends ContextsGroup {
    Contexts() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(10)
  @DisplayName("Sending")
  class Sending extends SendingGroup {
    Sending() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(11)
  @DisplayName("Queue")
  class Queue extends QueueGroup {
    Queue() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(11)
  @DisplayName("Topics")
  class Topics extends TopicsGroup {
    Topics() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(12)
  @DisplayName("Closing")
  class Closing extends ClosingGroup {
    Closing() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(13)
  @DisplayName("Heartbeat")
  class Heartbeat extends HeartbeatGroup {
    Heartbeat() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(14)
  @DisplayName("Limits")
  class Limits extends LimitsGroup {
    Limits() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(15)
  @DisplayName("Plugins")
  class Plugins extends PluginsGroup {
    Plugins() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(16)
  @DisplayName("Live")
  class Live extends LiveGroup {
    Live() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(17)
  @DisplayName("Threads")
  class Threads extends ThreadsGroup {
    Threads() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(18)
  @DisplayName("Undeploy: with 20 open clients and queued messages")
  class Undeploy extends UndeployGroup {
    Undeploy() {
      super(ServerContract.this::site);
    }
  }

  @Nested
  @Order(19)
  @DisplayName("Stop by SIGTERM: with 20 open clients and queued messages")
  class Stop extends StopGroup {
    Stop() {
      super(ServerContract.this::site);
    }
  }
}
