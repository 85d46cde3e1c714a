package io.fairlead.samples.runtime;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The chat page in one tab, as a user sees it. */
final class ChatTab {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChromeDriver driver;
  private final String handle;

  ChatTab(ChromeDriver driver, String handle) {
    this.driver = driver;
    this.handle = handle;
  }

  ChatTab show() {
    driver.switchTo().window(handle);
    return this;
  }

  ChatTab signIn(String name, String room) {
    find("#name");
    type("#name", name);
    type("#first-room", room);
    find("#sign-in-form button").click();
    return this;
  }

  ChatTab enter(String name, String room) {
    signIn(name, room);
    awaitState("open");
    awaitText("#room-title", text -> text.equals("# " + room));
    return this;
  }

  ChatTab say(String text) {
    find("#draft").sendKeys(text, Keys.ENTER);
    return this;
  }

  ChatTab type(String css, String text) {
    WebElement field = find(css);
    field.clear();
    field.sendKeys(text);
    return this;
  }

  /** Again where the page has drawn a list anew between the finding and the click. */
  ChatTab click(String css) {
    await(css + " clicked")
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .untilAsserted(() -> find(css).click());
    return this;
  }

  ChatTab pressEscape() {
    driver.switchTo().activeElement().sendKeys(Keys.ESCAPE);
    return this;
  }

  void close() {
    show();
    driver.close();
  }

  void reload() {
    show();
    driver.navigate().refresh();
  }

  Object script(String script, Object... arguments) {
    show();
    return driver.executeScript(script, arguments);
  }

  String title() {
    return String.valueOf(script("return document.title"));
  }

  String value(String css) {
    return String.valueOf(script("return document.querySelector(arguments[0]).value", css));
  }

  boolean visible(String css) {
    show();
    return driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed);
  }

  /** The text of all elements that are there, as the page has it. */
  @SuppressWarnings("unchecked") // a list of strings is what the script returns
  List<String> texts(String css) {
    return (List<String>)
        script(
            "return [...document.querySelectorAll(arguments[0])].map(each => each.textContent)",
            css);
  }

  void awaitState(String state) {
    awaitTrue("#state[data-state='" + state + "']");
  }

  void awaitTrue(String css) {
    await(css)
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .until(() -> visible(css));
  }

  void awaitGone(String css) {
    await(css + " gone")
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .until(() -> !visible(css));
  }

  void awaitTexts(String css, Predicate<List<String>> wanted) {
    await(css).atMost(PATIENCE).until(() -> texts(css), wanted);
  }

  void awaitText(String css, Predicate<String> wanted) {
    awaitTexts(css, texts -> texts.stream().anyMatch(wanted));
  }

  private WebElement find(String css) {
    awaitTrue(css);
    return driver.findElement(By.cssSelector(css));
  }
}
