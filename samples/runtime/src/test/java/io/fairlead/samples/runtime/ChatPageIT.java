package io.fairlead.samples.runtime;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The chat page of the distribution in a real browser. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatPageIT {

  private static final String MESSAGES = ".message .bubble";
  private static final String PEOPLE = "#people .who";

  private final Installation installation;
  private final Launched server;
  private final URI home;
  private @Nullable Browser current;

  ChatPageIT(@TempDir Path directory) throws Exception {
    installation = Installation.in(directory).with("JAVA_OPTS", "-Xmx256m");
    server = run(0);
    home = server.ready();
  }

  private Launched run(int port, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "--port", String.valueOf(port)));
    arguments.addAll(List.of(options));
    return installation.start(arguments.toArray(String[]::new));
  }

  private static int stop(Launched server) throws InterruptedException {
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

  private Browser browser() {
    return requireNonNull(current);
  }

  private ChatTab open() {
    return open(home);
  }

  private ChatTab open(URI server) {
    return browser().open(server.resolve("/").toString());
  }

  @Test
  void twoTabsChatWithEachOtherAndSeeWhoIsThere() throws Exception {
    ChatTab ada = open().enter("Ada Lovelace", "lobby");
    ChatTab grace = open().enter("Grace Hopper", "lobby");

    grace.say("Good morning, Ada!");
    ada.show().awaitTexts(MESSAGES, List.of("Good morning, Ada!")::equals);
    ada.say("Good morning. Did the drain lose anything?");
    ada.awaitTexts(".message.mine .bubble", texts -> texts.size() == 1);
    grace.show().awaitTexts(MESSAGES, texts -> texts.size() == 2);
    assertThat(grace.texts(MESSAGES))
        .containsExactly("Good morning, Ada!", "Good morning. Did the drain lose anything?");
    assertThat(grace.texts(".message .meta .who")).containsExactly("Grace Hopper", "Ada Lovelace");
    grace.say("Not one of 200 queued messages. 🎉");
    grace.say("All tabs were back before the kettle boiled.");

    ChatTab linus = open().enter("Linus", "lobby");
    linus.awaitTexts(MESSAGES, texts -> texts.size() == 4); // the history
    linus.say("And the endpoint is still this?");
    linus.say("@ServerEndpoint(\"/chat/{room}\")");
    ChatTab secondTab = open().enter("Linus", "lobby");
    secondTab.awaitTexts(PEOPLE, List.of("Linus", "Ada Lovelace", "Grace Hopper")::equals);
    open().enter("Dorothy", "release-7");

    ada.show().awaitTexts(PEOPLE, List.of("Ada Lovelace", "Grace Hopper", "Linus")::equals);
    ada.awaitText("#people .more", "2 tabs"::equals);
    ada.awaitText("#rooms .label", "release-7"::equals);
    ada.awaitTexts(MESSAGES, texts -> texts.size() == 6);
    ada.say("That, and nothing else. The token was checked before the upgrade.");
    ada.awaitTexts(MESSAGES, texts -> texts.size() == 7);
    grace.show().say("I will watch the next one, too.");
    ada.show().awaitTexts(MESSAGES, texts -> texts.size() == 8);
    photograph(ada, "chat");

    secondTab.close();
    ada.show().awaitTexts("#people .more", List.of("you", "", "")::equals);
    grace.close();
    ada.show().awaitTexts(PEOPLE, List.of("Ada Lovelace", "Linus")::equals);
    ada.awaitText(".line", "Grace Hopper left"::equals);
    assertThat(browser().complaints()).isEmpty();
  }

  private void photograph(ChatTab tab, String name) throws Exception {
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

  @Test
  void signInLooksAsItShould() throws Exception {
    ChatTab tab = open();
    tab.awaitTrue("#name");
    assertThat(tab.texts("#demo-note").get(0)).contains("no password");
    photograph(tab, "sign-in");
    assertThat(browser().complaints()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithNameAndRoom() {
    ChatTab tab = open().signIn("<script>", "lobby");
    tab.awaitText("#name-error", text -> text.startsWith("A name has 1 to 32"));
    tab.signIn("Ada", "what/ever");
    tab.awaitText("#first-room-error", text -> !text.isEmpty());
    assertThat(tab.visible("#chat")).isFalse();
  }

  @Test
  void chatsBelowPathOfItsOwn() throws Exception {
    try (PathProxy proxy = new PathProxy("/chat-war/", home)) {
      ChatTab ada = browser().open(proxy.home().toString()).enter("Ada", "below");
      ada.say("hello");
      ada.awaitTexts(MESSAGES, List.of("hello")::equals);
      ada.reload();
      ada.awaitState("open");
      assertThat(ada.script("return location.pathname")).isEqualTo("/chat-war/");
      assertThat(ada.script("return fetch('health/ready').then(reply => reply.status)"))
          .isEqualTo(200L);
      assertThat(browser().complaints()).isEmpty();
    }
  }

  @Test
  void showsMarkupAsText() {
    ChatTab ada = open().enter("Ada", "markup");
    ChatTab bob = open().enter("Bob", "markup");
    String text = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>";

    ada.show().say(text);

    bob.show().awaitTexts(MESSAGES, List.of(text)::equals);
    assertThat(bob.visible(".message img")).isFalse();
    assertThat(bob.title()).doesNotContain("owned");
    assertThat(browser().complaints()).isEmpty();
  }

  @Test
  void asksToSignInAgainWhenTokenIsNotAccepted() {
    ChatTab tab = open().enter("Ada", "lobby");
    tab.script(
        "const key = Object.keys(sessionStorage)[0];"
            + "const ticket = JSON.parse(sessionStorage.getItem(key));"
            + "ticket.token = ticket.token.slice(0, -8) + 'AAAAAAAA';"
            + "sessionStorage.setItem(key, JSON.stringify(ticket));");

    tab.reload();

    tab.awaitText("#sign-in-notice", text -> text.contains("sign in again"));
    assertThat(tab.value("#name")).isEqualTo("Ada");
    tab.enter("Ada", "lobby");
  }

  @Test
  void asksToSignInAgainWhenTokenHasExpired() {
    ChatTab tab = open().enter("Ada", "lobby");
    tab.script(
        "const key = Object.keys(sessionStorage)[0];"
            + "const ticket = JSON.parse(sessionStorage.getItem(key));"
            + "ticket.expiresAt = new Date(Date.now() - 1000).toISOString();"
            + "sessionStorage.setItem(key, JSON.stringify(ticket));");

    tab.reload();

    tab.awaitText("#sign-in-notice", text -> text.contains("has ended"));
  }

  @Test
  void keepsTokenInThisTabOnly() {
    ChatTab ada = open().enter("Ada", "lobby");
    ada.reload();
    ada.awaitState("open");

    ChatTab other = open();

    other.awaitTrue("#sign-in-form");
    assertThat(other.script("return document.cookie + JSON.stringify(localStorage)"))
        .isEqualTo("{}");
    assertThat(ada.script("return location.href")).asString().doesNotContain("token");
  }

  @Test
  void changesRoomsAndKeepsThemApart() {
    ChatTab ada = open().enter("Ada", "first");
    ChatTab bob = open().enter("Bob", "first");
    ada.show().type("#room-name", "Second Room").click("#room-form button");
    ada.awaitText("#room-title", "# second-room"::equals);
    ada.awaitState("open");
    ada.say("only here");
    ada.awaitTexts(MESSAGES, List.of("only here")::equals);

    bob.show().awaitTexts(PEOPLE, List.of("Bob")::equals);
    assertThat(bob.texts(MESSAGES)).isEmpty();
    bob.awaitText("#rooms .label", "second-room"::equals);
    bob.click("#rooms button[data-room='second-room']");
    bob.awaitTexts(PEOPLE, List.of("Bob", "Ada")::equals);
    bob.awaitTexts(MESSAGES, List.of("only here")::equals);
  }

  @Test
  void countsUnreadMessagesInTitle() {
    ChatTab ada = open().enter("Ada", "unread");
    ChatTab bob = open().enter("Bob", "unread");
    ada.script("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});");
    bob.show().say("one").say("two");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(ada.title()).startsWith("(2) "));

    ada.script("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'));");

    assertThat(ada.title()).startsWith("#unread");
  }

  @Test
  void tellsThatMessageIsTooLongAndKeepsIt() {
    ChatTab ada = open().enter("Ada", "long");
    ada.script(
        "const draft = document.getElementById('draft'); draft.value = 'x'.repeat(2001);"
            + "draft.dispatchEvent(new Event('input'));");

    ada.show().awaitText("#draft-count", "2001 / 2000"::equals);
    ada.say("");

    assertThat(ada.value("#draft")).hasSize(2_001);
    assertThat(ada.texts(MESSAGES)).isEmpty();
  }

  @Test
  void opensPanelsOnPhoneAndClosesThemByKeyboard() throws Exception {
    ChatTab ada = open().enter("Ada", "lobby");
    browser().resize(390, 844, true);
    ada.awaitGone("#people");
    browser().scheme("light");
    ada.click("#show-people");
    ada.awaitTrue("#people .who");
    browser().screenshot("people-phone-light");
    ada.pressEscape();
    ada.awaitGone("#people");
    ada.click("#show-rooms");
    ada.awaitTrue("#rooms button");
    ada.click("#rooms button[aria-current]");
    ada.awaitGone("#rooms");
  }

  @Test
  void comesBackAfterRestartOfTheServer() throws Exception {
    Launched first = run(0);
    URI uri = first.ready();
    ChatTab ada = open(uri).enter("Ada", "lobby");
    ada.say("before");
    ada.awaitTexts(MESSAGES, List.of("before")::equals);

    assertThat(stop(first)).isZero();

    ada.awaitTrue("#banner");
    assertThat(ada.texts("#banner-text").get(0))
        .matches("The server is restarting\\.|The server cannot be reached\\.");
    ada.type("#draft", "a draft");
    try (Launched second = run(uri.getPort())) {
      assertThat(second.ready()).isEqualTo(uri);
      await("reconnect or button")
          .atMost(Duration.ofSeconds(60))
          .until(() -> ada.visible("#state[data-state='open']") || ada.visible("#banner-action"));
      if (ada.visible("#banner-action")) { // a slow machine used up all retries
        ada.click("#banner-action");
      }
      ada.awaitState("open");
      assertThat(ada.value("#draft")).isEqualTo("a draft");
      ada.awaitTexts(PEOPLE, List.of("Ada")::equals);
      ada.say(" and more");
      ada.awaitTexts(MESSAGES, List.of("a draft and more")::equals);
      assertThat(stop(second)).isZero();
    }
  }

  @Test
  void offersButtonWhenServerStaysAway() throws Exception {
    try (Launched away = run(0)) {
      ChatTab ada = open(away.ready()).enter("Ada", "lobby");
      ada.script("Math.random = () => 0.01;"); // all five retries within a second

      assertThat(stop(away)).isZero();

      ada.awaitTrue("#banner-action");
      ada.awaitState("closed");
      assertThat(ada.texts("#banner-action")).containsExactly("Connect again");
    }
  }

  @Test
  void guestChatsWhenAuthenticationIsOff() throws Exception {
    try (Launched open = run(0, "-Dfairlead.auth.mode=none")) {
      ChatTab guest = open(open.ready());
      guest.awaitState("open");
      guest.awaitText("#me-name", name -> name.matches("guest-[0-9a-f]{6}"));
      assertThat(guest.visible("#sign-out")).isFalse();
      guest.say("hello");
      guest.awaitTexts(MESSAGES, List.of("hello")::equals);
      assertThat(browser().complaints()).isEmpty();
      assertThat(stop(open)).isZero();
    }
  }
}
