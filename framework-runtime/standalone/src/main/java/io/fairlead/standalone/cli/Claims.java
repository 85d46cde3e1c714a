package io.fairlead.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code --claim name=value}: a value that is JSON is taken as such, any other as text. */
final class Claims {

  private static final Map<String, String> OPTIONS =
      Map.of("sub", "--subject", "exp", "--expires", "iat", "--expires", "nbf", "--expires");

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

  private Claims() {}

  static Map<String, Object> parse(List<String> texts) {
    Map<String, Object> claims = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new UsageException("--claim " + text + ": write --claim name=value");
      }
      String name = text.substring(0, equals);
      if (OPTIONS.containsKey(name)) {
        throw new UsageException("--claim " + name + ": use " + OPTIONS.get(name) + " for it");
      }
      if (claims.putIfAbsent(name, value(text.substring(equals + 1))) != null) {
        throw new UsageException(
            "--claim " + name + ": stands twice; for a list write " + name + "='[\"a\",\"b\"]'");
      }
    }
    return claims;
  }

  private static Object value(String text) {
    try {
      Object value = JSON.readValue(text, Object.class);
      return value == null ? text : value;
    } catch (JsonProcessingException e) {
      return text;
    }
  }
}
