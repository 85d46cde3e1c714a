package io.fairlead.core.hosting;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request parameters of a session: those of the query, and the variables of the path. */
final class QueryParameters {

  private QueryParameters() {}

  /**
   * Reads them, as forms encode them; what is badly encoded stays as it is.
   *
   * @param query raw; null where there is none
   * @param path variables; they go before query parameters of the same name
   */
  static Map<String, List<String>> of(@Nullable String query, Map<String, String> path) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        if (!name.isEmpty()) {
          all.computeIfAbsent(name, key -> new ArrayList<>())
              .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
      }
    }
    path.forEach((name, value) -> all.put(name, List.of(value)));
    all.replaceAll((name, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(all);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
