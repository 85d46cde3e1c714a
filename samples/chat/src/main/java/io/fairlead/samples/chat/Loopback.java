package io.fairlead.samples.chat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Tells addresses of this machine from others, without ever asking a name server. */
final class Loopback {

  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String V4 = OCTET + "(\\." + OCTET + "){3}";
  private static final Pattern LITERAL = Pattern.compile(V4 + "|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]+");

  private Loopback() {}

  static boolean is(String address) {
    try {
      return LITERAL.matcher(address).matches()
          && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
