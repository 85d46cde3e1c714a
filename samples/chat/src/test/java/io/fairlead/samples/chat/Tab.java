package io.fairlead.samples.chat;

import io.fairlead.testkit.RecordedConnection;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A tab in a room, and what it was sent. */
record Tab(Seat seat, RecordedConnection connection) {

  private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

  /** The tab is closed. */
  void leave() {
    connection.clientCloses(CloseCodes.GOING_AWAY);
    seat.leave();
  }

  List<JsonObject> events() {
    return connection.sentTexts().stream().map(Tab::parse).toList();
  }

  List<JsonObject> events(String type) {
    return events().stream().filter(event -> event.getString("type").equals(type)).toList();
  }

  /** The types of all events, in order. */
  List<String> types() {
    return events().stream().map(event -> event.getString("type")).toList();
  }

  /** The value of all events of a type, in order. */
  List<String> values(String type, String key) {
    return events(type).stream().map(event -> event.getString(key)).toList();
  }

  /** Who is there and in how many tabs, as last heard. */
  Map<String, Integer> people() {
    List<JsonObject> presence = events("presence");
    return people(presence.get(presence.size() - 1));
  }

  static Map<String, Integer> people(JsonObject presence) {
    return presence.getJsonArray("people").getValuesAs(JsonObject.class).stream()
        .collect(Collectors.toMap(each -> each.getString("name"), each -> each.getInt("tabs")));
  }

  private static JsonObject parse(String json) {
    try (JsonReader reader = JSON.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
