package io.fairlead.samples.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens in a room. */
class ChatRoomIT extends ChatPage {

  ChatRoomIT(@TempDir Path directory) throws Exception {
    super(directory);
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
    linus.say("And a room is just a topic now?");
    linus.say("chat.lobby");
    ChatTab secondTab = open().enter("Linus", "lobby");
    secondTab.awaitTexts(PEOPLE, List.of("Linus", "Ada Lovelace", "Grace Hopper")::equals);
    open().enter("Dorothy", "release-7");

    ada.show().awaitTexts(PEOPLE, List.of("Ada Lovelace", "Grace Hopper", "Linus")::equals);
    ada.awaitText("#people .more", "2 tabs"::equals);
    ada.awaitText("#rooms .label", "release-7"::equals);
    ada.awaitTexts(MESSAGES, texts -> texts.size() == 6);
    ada.say("That, and the last 50 messages for whoever comes later.");
    ada.awaitTexts(MESSAGES, texts -> texts.size() == 7);
    grace.show().say("I will watch the next one, too.");
    ada.show().awaitTexts(MESSAGES, texts -> texts.size() == 8);
    linus.show().type("#draft", "Me too");
    awaitTyping(linus, ada, "Linus is typing …");
    photograph(ada, "chat");

    secondTab.close();
    ada.show().awaitTexts("#people .more", List.of("you", "", "")::equals);
    grace.close();
    ada.show().awaitTexts(PEOPLE, List.of("Ada Lovelace", "Linus")::equals);
    ada.awaitText(".line", "Grace Hopper left"::equals);
    assertThat(browser().complaints()).isEmpty();
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
  void showsForAWhileWhoIsTyping() {
    ChatTab ada = open().enter("Ada", "typing");
    ChatTab bob = open().enter("Bob", "typing");
    bob.type("#draft", "hel");

    awaitTyping(bob, ada, "Bob is typing …");

    assertThat(bob.texts(TYPING)).containsExactly("");
    ada.awaitTexts(TYPING, List.of("")::equals); // Bob has fallen silent
    bob.show().say("lo");
    ada.awaitTexts(MESSAGES, List.of("hello")::equals);
    assertThat(browser().complaints()).isEmpty();
  }

  /** Somebody who has a draft goes on typing until another sees it. */
  private static void awaitTyping(ChatTab who, ChatTab seen, String words) {
    await(words)
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              who.script("document.getElementById('draft').dispatchEvent(new Event('input'));");
              return seen.texts("#typing[data-active='yes'] > :last-child");
            },
            List.of(words)::equals);
  }

  @Test
  void showsLatecomerWhatWasSaidBefore() {
    ChatTab bob = open();
    ChatTab ada = open().enter("Ada", "before");
    IntStream.rangeClosed(1, 52).forEach(i -> ada.say("message " + i));
    ada.awaitTexts(MESSAGES, texts -> texts.size() == 52);
    ada.type("#draft", "not said any more");
    ada.close();

    bob.show().enter("Bob", "before");

    List<String> kept = IntStream.rangeClosed(3, 52).mapToObj(i -> "message " + i).toList();
    bob.awaitTexts(MESSAGES, kept::equals);
    bob.awaitTexts(PEOPLE, List.of("Bob")::equals);
    bob.awaitGone("#scroller[aria-busy]");
    assertThat(bob.texts(".empty")).isEmpty();
    bob.say("Did I miss something?");
    bob.awaitText(".message.mine .bubble", "Did I miss something?"::equals);
    assertThat(browser().complaints()).isEmpty();
  }

  @Test
  void showsNoticesApartFromMessages() {
    ChatTab ada = open().enter("Ada", "notices");
    ChatTab bob = open().enter("Bob", "notices");
    ada.awaitTexts(NOTICES, List.of("Bob joined")::equals);
    assertThat(bob.texts(NOTICES)).isEmpty();

    bob.close();

    ada.awaitTexts(NOTICES, List.of("Bob joined", "Bob left")::equals);
    assertThat(ada.texts(MESSAGES)).isEmpty();
    assertThat(browser().complaints()).isEmpty();
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
}
