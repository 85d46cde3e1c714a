package io.fairlead.samples.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How one comes in, stays in and comes back. */
class ChatPageIT extends ChatPage {

  ChatPageIT(@TempDir Path directory) throws Exception {
    super(directory);
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

    ada.awaitText(NOTICES + ".server", "The server is stopping."::equals);
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
