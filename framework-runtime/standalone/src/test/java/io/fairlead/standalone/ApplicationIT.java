package io.fairlead.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.application.ApplicationContext;
import io.fairlead.api.application.FairleadApplication;
import io.fairlead.api.http.HttpReply;
import io.fairlead.api.http.HttpRequest;
import io.fairlead.api.plugin.HttpRoute;
import io.fairlead.core.application.ApplicationException;
import io.fairlead.standalone.support.Client;
import io.fairlead.standalone.support.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that sets itself up, in the whole server. */
class ApplicationIT {

  private static final List<String> JOURNAL = new CopyOnWriteArrayList<>();

  private final Path directory;

  ApplicationIT(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Adds a sign-in of its own. */
  public static class SignInApplication implements FairleadApplication {
    @Override
    public void start(ApplicationContext context) {
      JOURNAL.add("start");
      context
          .tokens()
          .ifPresent(tokens -> context.contributions().add(HttpRoute.class, new SignIn(tokens)));
    }

    @Override
    public void stop() {
      JOURNAL.add("stop");
    }
  }

  public static class TornApplication implements FairleadApplication {
    @Override
    public void start(ApplicationContext context) throws Exception {
      throw new IOException("no database");
    }
  }

  private record SignIn(TokenIssuer tokens) implements HttpRoute {
    @Override
    public String path() {
      return "/ticket";
    }

    @Override
    public HttpReply handle(HttpRequest request) {
      return HttpReply.text(200, tokens.issue(Identity.of("ada"), Duration.ofMinutes(1)));
    }
  }

  @BeforeEach
  void forget() {
    JOURNAL.clear();
  }

  private Fairlead start(boolean discover, String setting, String value, Class<?>... applications)
      throws Exception {
    Path entry = directory.resolve("META-INF/services/" + FairleadApplication.class.getName());
    Files.createDirectories(entry.getParent());
    Files.write(entry, List.of(applications).stream().map(Class::getName).toList());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader()));
    try {
      return Fairlead.builder()
          .endpoint(EmbeddingExample.Upper.class)
          .discover(discover)
          .set(setting, value)
          .port(0)
          .start();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(java.net.http.HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void applicationSignsInWhomTheServerThenLetsIn() throws Exception {
    try (Fairlead fairlead =
        start(true, "fairlead.auth.jwt.secret", Tokens.SECRET, SignInApplication.class)) {
      assertThat(JOURNAL).containsExactly("start");
      HttpResponse<String> ticket = get(fairlead.uri().resolve("/ticket"));
      assertThat(ticket.statusCode()).isEqualTo(200);
      try (Client client = Client.connect(fairlead.uri(), "/upper", ticket.body())) {
        client.send("a");
        assertThat(client.next()).isEqualTo("A");
      }
    }
    assertThat(JOURNAL).containsExactly("start", "stop");
  }

  @Test
  void thereAreNoTokensWhereAuthenticationIsOff() throws Exception {
    try (Fairlead fairlead = start(true, "fairlead.auth.mode", "none", SignInApplication.class)) {
      assertThat(JOURNAL).containsExactly("start");
      assertThat(get(fairlead.uri().resolve("/ticket")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void nothingIsStartedWithoutDiscovery() throws Exception {
    try (Fairlead fairlead =
        start(false, "fairlead.auth.jwt.secret", Tokens.SECRET, SignInApplication.class)) {
      assertThat(get(fairlead.uri().resolve("/ticket")).statusCode()).isEqualTo(404);
    }
    assertThat(JOURNAL).isEmpty();
  }

  @Test
  void brokenApplicationStopsTheStartAndThoseBeforeIt() {
    assertThatThrownBy(
            () ->
                start(
                    true,
                    "fairlead.auth.jwt.secret",
                    Tokens.SECRET,
                    SignInApplication.class,
                    TornApplication.class))
        .isInstanceOf(ApplicationException.class)
        .hasMessageContaining(TornApplication.class.getName())
        .hasMessageContaining("no database");
    assertThat(JOURNAL).containsExactly("start", "stop");
  }
}
