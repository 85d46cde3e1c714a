package io.fairlead.plugins.geo;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an IP address from text without ever asking a name server. */
final class IpLiteral {

  private static final Pattern V4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

  private IpLiteral() {}

  static Optional<InetAddress> parse(String text) {
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    try {
      if (address.indexOf(':') >= 0) {
        return Optional.of(InetAddress.getByName(address)); // a colon: a literal or an exception
      }
      Matcher matcher = V4.matcher(address);
      return matcher.matches() ? v4(matcher) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Optional<InetAddress> v4(Matcher matcher) throws UnknownHostException {
    byte[] bytes = new byte[4];
    for (int i = 0; i < bytes.length; i++) {
      int part = Integer.parseInt(matcher.group(i + 1));
      if (part > 255) {
        return Optional.empty();
      }
      bytes[i] = (byte) part;
    }
    return Optional.of(InetAddress.getByAddress(bytes));
  }
}
