package io.fairlead.core.hosting;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subprotocol negotiation (RFC 6455, section 4.2.2), with an eye on the pair that holds a token.
 */
final class Subprotocols {

  /** The protocol name in front of a token. */
  static final String BEARER = "bearer";

  private Subprotocols() {}

  /** The offers one by one; some servers hand over whole header lines. */
  static List<String> split(@Nullable List<String> requested) {
    List<String> offered = new ArrayList<>();
    if (requested != null) {
      for (String line : requested) {
        for (String name : line.split(",", -1)) {
          if (!name.isBlank()) {
            offered.add(name.strip());
          }
        }
      }
    }
    return offered;
  }

  /** The first offer that is supported; empty where none is. */
  static String firstSupported(List<String> supported, List<String> offered) {
    for (String name : withoutToken(offered)) {
      if (supported.contains(name)) {
        return name;
      }
    }
    return "";
  }

  /** What to answer, given what was chosen. */
  static String answer(@Nullable String chosen, List<String> offered) {
    if (chosen != null && withoutToken(offered).contains(chosen)) {
      return chosen;
    }
    return tokenAt(offered) > 0 ? BEARER : "";
  }

  /** The offers that may be chosen and echoed. */
  static List<String> withoutToken(List<String> offered) {
    int at = tokenAt(offered);
    if (at < 0) {
      return offered;
    }
    List<String> rest = new ArrayList<>(offered);
    rest.remove(at);
    return rest;
  }

  private static int tokenAt(List<String> offered) {
    int bearer = offered.indexOf(BEARER);
    return bearer >= 0 && bearer + 1 < offered.size() ? bearer + 1 : -1;
  }
}
