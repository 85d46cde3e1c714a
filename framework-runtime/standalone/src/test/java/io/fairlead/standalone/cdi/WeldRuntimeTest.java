package io.fairlead.standalone.cdi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.core.hosting.InstanceSource.Instance;
import io.fairlead.core.plugin.ContributionRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeldRuntimeTest {

  private static final TokenIssuer ISSUER = (identity, lifetime) -> "token of " + identity;

  private final Path directory;

  WeldRuntimeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ApplicationScoped
  static class Journal {
    private final List<String> entries = new ArrayList<>();

    synchronized void note(String entry) {
      entries.add(entry);
    }

    synchronized List<String> entries() {
      return List.copyOf(entries);
    }
  }

  /** Ends with the endpoint that it was injected into. */
  @Dependent
  static class Helper {
    @Inject Journal journal;

    @PreDestroy
    void end() {
      journal.note("helper ended");
    }
  }

  @ServerEndpoint("/chat")
  public static class ChatEndpoint {
    @Inject Journal journal;
    @Inject Helper helper;

    @PreDestroy
    void end() {
      journal.note("ended");
    }
  }

  @ApplicationScoped
  static class SignIn implements HttpRoute {
    @Inject TokenIssuer issuer;

    @Override
    public String path() {
      return "/sign-in";
    }

    @Override
    public HttpReply handle(HttpRequest request) {
      return HttpReply.text(200, issuer.issue(Identity.of("ada"), Duration.ofMinutes(1)));
    }
  }

  /** An empty request. */
  private static final class NoRequest implements HttpRequest {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/sign-in";
    }

    @Override
    public Optional<String> queryParameter(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> clientAddress() {
      return Optional.empty();
    }

    @Override
    public boolean secure() {
      return false;
    }

    @Override
    public byte[] body() {
      return new byte[0];
    }
  }

  private static WeldRuntime start() {
    return WeldRuntime.of(
        List.of(Journal.class, Helper.class, ChatEndpoint.class, SignIn.class),
        Map.of(TokenIssuer.class, ISSUER));
  }

  @Test
  void givesEndpointsWithTheirInstances() throws Exception {
    try (WeldRuntime weld = start()) {
      assertThat(weld.endpoints()).containsExactly(ChatEndpoint.class);
      Instance<ChatEndpoint> one = weld.instances().create(ChatEndpoint.class);
      assertThat(weld.instances().create(ChatEndpoint.class).get()).isNotSameAs(one.get());
      Journal journal = one.get().journal;

      one.destroy();

      assertThat(journal.entries()).containsExactly("ended", "helper ended");
    }
  }

  @Test
  void contributesNormalScopedBeanWithFrameworkObjectInjected() throws Exception {
    try (WeldRuntime weld = start()) {
      ContributionRegistry registry = new ContributionRegistry();
      weld.contributeTo(registry.scope(ContributionRegistry.APPLICATION));

      HttpRoute route = registry.all(HttpRoute.class).get(0).contribution();

      assertThat(route.path()).isEqualTo("/sign-in");
      assertThat(new String(route.handle(new NoRequest()).body(), UTF_8)).isEqualTo("token of ada");
    }
  }

  @Test
  void namesMissingFrameworkObjectAtStart() {
    assertThatThrownBy(() -> WeldRuntime.of(List.of(SignIn.class), Map.of()))
        .hasMessageContaining("TokenIssuer")
        .hasMessageContaining("SignIn");
  }

  @Test
  void runsTwiceInOneJvmAndClosesTwice() throws Exception {
    try (WeldRuntime one = start();
        WeldRuntime two = start()) {
      Journal first = one.instances().create(ChatEndpoint.class).get().journal;
      Journal second = two.instances().create(ChatEndpoint.class).get().journal;
      first.note("only here");
      assertThat(second.entries()).isEmpty();
      one.close();
      assertThat(two.instances().create(ChatEndpoint.class).get().journal.entries()).isEmpty();
    }
  }

  @Test
  void startsWithoutAnyBean() throws Exception {
    try (WeldRuntime weld = WeldRuntime.of(List.of(), Map.of())) {
      assertThat(weld.endpoints()).isEmpty();
      assertThat(weld.instances().create(PlainEndpoint.class).get()).isNotNull();
    }
  }

  /** In no archive and no scope. */
  @ServerEndpoint("/plain")
  public static class PlainEndpoint {}

  @Test
  void discoversEndpointsOfEveryBeanArchive() throws Exception {
    for (String mode : List.of("all", "annotated")) {
      Path archive = archive(mode);
      try (URLClassLoader loader = loader(archive);
          WeldRuntime weld = discover(loader)) {
        assertThat(weld.endpoints())
            .as(mode)
            .extracting(Class::getName)
            .containsExactly("app.Greeter");
        assertThat(weld.instances().create(loader.loadClass("app.Greeter")).get()).isNotNull();
      }
    }
  }

  @Test
  void startsWithoutAnyBeanArchive() throws Exception {
    try (URLClassLoader loader = loader(directory);
        WeldRuntime weld = discover(loader)) {
      assertThat(weld.endpoints()).isEmpty();
    }
  }

  private static URLClassLoader loader(Path archive) throws IOException {
    return new URLClassLoader(
        new URL[] {archive.toUri().toURL()}, WeldRuntimeTest.class.getClassLoader());
  }

  private static WeldRuntime discover(ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return WeldRuntime.discover(Map.of(TokenIssuer.class, ISSUER));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Path archive(String mode) throws IOException {
    Path archive = directory.resolve("archive-" + mode);
    Path source = archive.resolve("app/Greeter.java");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source,
        """
        package app;
        @jakarta.websocket.server.ServerEndpoint("/greet")
        public class Greeter {
          @jakarta.annotation.PostConstruct void begin() {}
        }
        """);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", archive.toString(), source.toString());
    assertThat(result).isZero();
    Path descriptor = archive.resolve("META-INF/beans.xml");
    Files.createDirectories(descriptor.getParent());
    Files.writeString(
        descriptor,
        "<beans xmlns='https://jakarta.ee/xml/ns/jakartaee' version='3.0' bean-discovery-mode='%s'/>"
            .formatted(mode));
    return archive;
  }
}
