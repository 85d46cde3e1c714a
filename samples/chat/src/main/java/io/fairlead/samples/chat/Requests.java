package io.fairlead.samples.chat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Map;

/** Reads what clients send and trusts none of it. */
final class Requests {

  /** Longest text of a message, in characters as a reader counts them (code points). */
  static final int MAX_TEXT = 2_000;

  private static final System.Logger LOG = System.getLogger(Requests.class.getName());

  private static final JsonParserFactory PARSERS =
      JsonProvider.provider().createParserFactory(Map.of());

  private Requests() {}

  static JsonObject parse(String message) throws BadRequestException {
    try (JsonParser parser = PARSERS.createParser(new StringReader(message))) {
      if (parser.next() == JsonParser.Event.START_OBJECT) {
        JsonObject request = parser.getObject();
        if (!parser.hasNext()) {
          return request;
        }
      }
    } catch (RuntimeException | StackOverflowError e) { // parsers differ in what deep nesting does
      LOG.log(System.Logger.Level.TRACE, "not JSON", e);
    }
    throw new BadRequestException("bad-json", "A message is one JSON object.");
  }

  static String type(JsonObject request) throws BadRequestException {
    return string(request, "type");
  }

  /** The text of a message: not blank, not too long, and fit to be sent on. */
  static String text(JsonObject request) throws BadRequestException {
    String text = fit(string(request, "text")).strip();
    if (text.isEmpty()) {
      throw new BadRequestException("empty", "There is nothing in this message.");
    }
    int length = text.codePointCount(0, text.length());
    if (length > MAX_TEXT) {
      throw new BadRequestException(
          "too-long",
          "A message has at most %,d characters, this one has %,d.".formatted(MAX_TEXT, length));
    }
    return text;
  }

  static String string(JsonObject request, String key) throws BadRequestException {
    JsonValue value = request.get(key);
    if (value instanceof JsonString string) {
      return string.getString();
    }
    throw new BadRequestException("bad-json", "The text '" + key + "' is missing.");
  }

  /**
   * Without control characters, which no reader wants, and half characters, which UTF-8 has not.
   */
  private static String fit(String text) {
    StringBuilder fit = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))
        .map(c -> Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c)
        .forEach(fit::appendCodePoint);
    return fit.toString();
  }
}
