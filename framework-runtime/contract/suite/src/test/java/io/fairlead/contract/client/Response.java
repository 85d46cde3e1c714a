package io.fairlead.contract.client;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An answer of HTTP.
 *
 * @param status its status
 * @param headers by lower-case name
 * @param body its body, as text
 */
public record Response(int status, Map<String, List<String>> headers, String body) {

  /** A header's values, with commas between them; empty where there is none. */
  public String header(String name) {
    return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
  }
}
