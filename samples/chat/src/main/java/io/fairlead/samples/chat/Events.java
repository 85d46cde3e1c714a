package io.fairlead.samples.chat;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.util.Collection;
import java.util.Map;

/**
 * What clients get, as JSON:
 *
 * <ul>
 *   <li>{@code welcome}: first of all, with your name, who is there and what was said;
 *   <li>{@code message}: somebody said something;
 *   <li>{@code presence}: how many tabs a user has in the room now, 0 for none;
 *   <li>{@code rooms}: the rooms that exist and how many people are in each;
 *   <li>{@code error}: why a request was not carried out.
 * </ul>
 */
final class Events {

  private static final JsonBuilderFactory JSON =
      JsonProvider.provider().createBuilderFactory(Map.of());

  private Events() {}

  static String welcome(
      String room, String you, Map<String, Integer> tabs, Collection<ChatMessage> history) {
    JsonArrayBuilder people = JSON.createArrayBuilder();
    tabs.forEach((name, count) -> people.add(person(name, count)));
    JsonArrayBuilder said = JSON.createArrayBuilder();
    history.forEach(message -> said.add(said(message)));
    return event("welcome")
        .add("room", room)
        .add("you", you)
        .add("maxText", Requests.MAX_TEXT)
        .add("people", people)
        .add("history", said)
        .build()
        .toString();
  }

  static String message(ChatMessage message) {
    return said(message).build().toString();
  }

  static String presence(String name, int tabs) {
    return event("presence").addAll(person(name, tabs)).build().toString();
  }

  static String rooms(Map<String, Integer> people) {
    JsonArrayBuilder rooms = JSON.createArrayBuilder();
    people.forEach(
        (name, count) ->
            rooms.add(JSON.createObjectBuilder().add("name", name).add("people", count)));
    return event("rooms").add("rooms", rooms).build().toString();
  }

  static String error(String code, String detail) {
    return event("error").add("code", code).add("detail", detail).build().toString();
  }

  private static JsonObjectBuilder said(ChatMessage message) {
    return event("message")
        .add("id", message.id())
        .add("from", message.from())
        .add("text", message.text())
        .add("at", message.at().toString());
  }

  private static JsonObjectBuilder person(String name, int tabs) {
    return JSON.createObjectBuilder().add("name", name).add("tabs", tabs);
  }

  private static JsonObjectBuilder event(String type) {
    return JSON.createObjectBuilder().add("type", type);
  }
}
