package io.fairlead.samples.chat;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.MessageClass;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What clients get, as JSON, and how each kind is sent:
 *
 * <ul>
 *   <li>{@code welcome}: first of all, with your name;
 *   <li>{@code message}: somebody said something; the latest of before come right after the
 *       welcome;
 *   <li>{@code presence}: who is there now; the first one ends the messages of before;
 *   <li>{@code typing}: somebody is writing;
 *   <li>{@code notice}: somebody came or went, or the server has something to say;
 *   <li>{@code rooms}: the rooms that exist and how many people are in each;
 *   <li>{@code error}: why a request was not carried out.
 * </ul>
 */
final class Events {

  // snippet: classes
  /** A tab that has no room for it is closed with 1013; back again, it reads the history. */
  private static final MessageClass MESSAGE =
      MessageClass.named("message").withOverflow(Overflow.DISCONNECT);

  /** Goes past all messages that wait. */
  private static final MessageClass NOTICE = MessageClass.named("notice").withLane(Lane.HIGH);

  /** Behind all else; of no use later. */
  private static final MessageClass TYPING =
      MessageClass.named("typing").withLane(Lane.LOW).withTimeToLive(Duration.ofSeconds(3));

  // end

  /** Where more people are, they are counted and not named: each change goes to all of them. */
  static final int NAMED = 100;

  private static final JsonBuilderFactory JSON =
      JsonProvider.provider().createBuilderFactory(Map.of());

  private Events() {}

  /** In the lane of the notices, so that none comes before it. */
  static OutboundMessage welcome(String room, String you) {
    JsonObjectBuilder welcome =
        event("welcome").add("room", room).add("you", you).add("maxText", Requests.MAX_TEXT);
    return message(welcome).withLane(Lane.HIGH);
  }

  static OutboundMessage message(String from, String text, Instant at) {
    return message(event("message").add("from", from).add("text", text).add("at", at.toString()))
        .as(MESSAGE);
  }

  /** With a key: of several that wait for a slow tab, the newest takes the place of all. */
  static OutboundMessage presence(Map<String, Integer> tabs) {
    JsonObjectBuilder presence = event("presence").add("count", tabs.size());
    if (tabs.size() <= NAMED) {
      JsonArrayBuilder people = JSON.createArrayBuilder();
      tabs.forEach((name, count) -> people.add(person(name, count)));
      presence.add("people", people);
    }
    return message(presence).as(MESSAGE).withKey("presence");
  }

  /** With a key for each user. */
  static OutboundMessage typing(String name) {
    return message(event("typing").add("name", name)).as(TYPING).withKey("typing " + name);
  }

  static OutboundMessage joined(String name) {
    return notice(name + " joined", event("notice").add("joined", name));
  }

  static OutboundMessage left(String name) {
    return notice(name + " left", event("notice").add("left", name));
  }

  static OutboundMessage notice(String text) {
    return notice(text, event("notice"));
  }

  static OutboundMessage rooms(Map<String, Integer> people) {
    JsonArrayBuilder rooms = JSON.createArrayBuilder();
    people.forEach((name, count) -> rooms.add(object().add("name", name).add("people", count)));
    return message(event("rooms").add("rooms", rooms));
  }

  static OutboundMessage error(String code, String detail) {
    return message(event("error").add("code", code).add("detail", detail));
  }

  private static OutboundMessage notice(String text, JsonObjectBuilder event) {
    return message(event.add("text", text)).as(NOTICE);
  }

  private static OutboundMessage message(JsonObjectBuilder event) {
    return OutboundMessage.text(event.build().toString());
  }

  private static JsonObjectBuilder person(String name, int tabs) {
    return object().add("name", name).add("tabs", tabs);
  }

  private static JsonObjectBuilder event(String type) {
    return object().add("type", type);
  }

  private static JsonObjectBuilder object() {
    return JSON.createObjectBuilder();
  }
}
