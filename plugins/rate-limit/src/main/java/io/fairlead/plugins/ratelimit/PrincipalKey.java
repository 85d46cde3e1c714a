package io.fairlead.plugins.ratelimit;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.api.connection.Connection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who shares a principal's limit. The authenticator is part of it: two of them may vouch for two
 * different users of one name.
 *
 * @param source the authenticator's name, or {@code address}
 * @param name the user's name, or the client's network
 */
record PrincipalKey(String source, String name) {

  private static final String ADDRESS = "address ";
  private static final int NETWORK_BYTES = 8;

  /**
   * The key of a connection: its user; for an anonymous one its client address, for IPv6 the /64
   * that one client can fill at will. Empty where neither is known.
   */
  static Optional<PrincipalKey> of(Connection connection) {
    SecurityContext security = connection.security();
    Identity identity = security.identity();
    if (!identity.isAnonymous()) {
      return Optional.of(new PrincipalKey(security.authenticator(), identity.getName()));
    }
    return connection
        .network()
        .clientAddress()
        .map(address -> new PrincipalKey(ADDRESS, network(address)));
  }

  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    int zone = address.indexOf('%');
    try {
      // A name with a colon is never looked up: it is an IPv6 literal or an exception.
      InetAddress parsed = InetAddress.getByName(zone < 0 ? address : address.substring(0, zone));
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES)) + "/64"
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
