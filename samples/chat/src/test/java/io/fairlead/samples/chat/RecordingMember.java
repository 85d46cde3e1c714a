package io.fairlead.samples.chat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it was sent. */
final class RecordingMember implements Member {

  private final String name;
  private final List<String> received = new CopyOnWriteArrayList<>();
  final AtomicInteger drops = new AtomicInteger();
  volatile boolean broken;

  RecordingMember(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void send(String json, Runnable failed) {
    if (broken) {
      failed.run();
    } else {
      received.add(json);
    }
  }

  @Override
  public void drop() {
    drops.incrementAndGet();
  }

  List<JsonObject> events() {
    return received.stream().map(RecordingMember::parse).toList();
  }

  List<JsonObject> events(String type) {
    return events().stream().filter(event -> event.getString("type").equals(type)).toList();
  }

  JsonObject last() {
    List<JsonObject> events = events();
    return events.get(events.size() - 1);
  }

  private static JsonObject parse(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
