package io.fairlead.samples.runtime;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The chat page of the distribution in a real browser: one server, a browser for each test. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ChatPage {

  static final String MESSAGES = ".message .bubble";
  static final String PEOPLE = "#people .who";
  static final String TYPING = "#typing > :last-child";
  static final String NOTICES = ".notice-line";

  final URI home;
  private final Installation installation;
  private final Launched server;
  private @Nullable Browser current;

  ChatPage(@TempDir Path directory) throws Exception {
    installation = Installation.in(directory).with("JAVA_OPTS", "-Xmx256m");
    server = run(0);
    home = server.ready();
  }

  final Launched run(int port, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "--port", String.valueOf(port)));
    arguments.addAll(List.of(options));
    return installation.start(arguments.toArray(String[]::new));
  }

  static int stop(Launched server) throws InterruptedException {
    server.terminate();
    return server.exitCode();
  }

  @AfterAll
  void stopServer() throws Exception {
    try (server) {
      assertThat(stop(server)).isZero();
    }
  }

  @BeforeEach
  void startBrowser() {
    current = new Browser();
  }

  @AfterEach
  void stopBrowser() {
    browser().close();
  }

  final Browser browser() {
    return requireNonNull(current);
  }

  final ChatTab open() {
    return open(home);
  }

  final ChatTab open(URI server) {
    return browser().open(server.resolve("/").toString());
  }

  final void photograph(ChatTab tab, String name) throws Exception {
    tab.show();
    for (String scheme : List.of("light", "dark")) {
      browser().scheme(scheme);
      browser().resize(1360, 860, false);
      browser().screenshot(name + "-desktop-" + scheme);
      browser().resize(390, 844, true);
      browser().screenshot(name + "-phone-" + scheme);
    }
    browser().scheme("light");
    browser().resize(1360, 860, false);
  }
}
