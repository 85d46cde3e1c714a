package io.fairlead.samples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.api.http.HttpReply;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes HTTP replies. */
final class Replies {

  private static final JsonBuilderFactory JSON =
      JsonProvider.provider().createBuilderFactory(Map.of());

  private Replies() {}

  static HttpReply json(int status, UnaryOperator<JsonObjectBuilder> content) {
    return HttpReply.json(status, content.apply(JSON.createObjectBuilder()).build().toString());
  }

  /** A problem document (RFC 9457). */
  static HttpReply problem(int status, String title, String detail) {
    String body =
        JSON.createObjectBuilder()
            .add("title", title)
            .add("status", status)
            .add("detail", detail)
            .build()
            .toString();
    return HttpReply.of(status, "application/problem+json", body.getBytes(UTF_8));
  }
}
