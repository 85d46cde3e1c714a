package io.fairlead.core.admission;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says of the request it got.
 *
 * @param kind whether it names its client
 * @param address who sent the request to the proxy; set exactly for {@link Kind#ADDRESS}
 * @param proto scheme of that request, as sent
 * @param host host that was asked for, as sent
 */
record Hop(Kind kind, @Nullable IpAddress address, @Nullable String proto, @Nullable String host) {

  /** What stands where the client's address should be. */
  enum Kind {
    ADDRESS,
    /** {@code unknown} or an obfuscated identifier (RFC 7239, sections 6.2 and 6.3). */
    HIDDEN,
    /** Nothing that could be read. */
    MALFORMED
  }

  static final Hop UNREADABLE = new Hop(Kind.MALFORMED, null, null, null);

  /** Reads a node identifier: an address with or without a port, in brackets where IPv6. */
  static Hop of(String node, @Nullable String proto, @Nullable String host) {
    IpAddress address = IpAddress.parse(withoutPort(node));
    if (address != null) {
      return new Hop(Kind.ADDRESS, address, proto, host);
    }
    String name = node.indexOf(':') < 0 ? node : node.substring(0, node.indexOf(':'));
    boolean hidden =
        name.toLowerCase(Locale.ROOT).equals("unknown") || name.matches("_[A-Za-z0-9._-]+");
    return new Hop(hidden ? Kind.HIDDEN : Kind.MALFORMED, null, proto, host);
  }

  private static String withoutPort(String node) {
    if (node.startsWith("[")) {
      int end = node.indexOf(']');
      boolean fits = end > 0 && isPort(node.substring(end + 1));
      // brackets are for IPv6 alone
      return fits && node.substring(0, end).contains(":") ? node.substring(1, end) : "";
    }
    int colon = node.indexOf(':');
    boolean oneColon = colon >= 0 && colon == node.lastIndexOf(':');
    return oneColon && isPort(node.substring(colon)) ? node.substring(0, colon) : node;
  }

  private static boolean isPort(String text) {
    return text.matches("|:[0-9]{1,5}|:_[A-Za-z0-9._-]+");
  }
}
