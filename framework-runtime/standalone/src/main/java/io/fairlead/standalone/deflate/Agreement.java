package io.fairlead.standalone.deflate;

import io.fairlead.standalone.deflate.ExtensionOffer.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What server and client agreed on (RFC 7692, section 7.1). Both windows are as long as they can
 * be: the JDK's zlib has no others.
 *
 * @param serverContextTakeover whether the server's messages build on each other
 * @param clientContextTakeover whether the client's messages may build on each other
 * @param serverWindowAsked whether the client asked for a bound of the server's window, which the
 *     answer must repeat
 */
public record Agreement(
    boolean serverContextTakeover, boolean clientContextTakeover, boolean serverWindowAsked) {

  /** The extension's name. */
  public static final String NAME = "permessage-deflate";

  private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
  private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_BITS = "server_max_window_bits";
  private static final String CLIENT_BITS = "client_max_window_bits";

  /** Window sizes that there are, as text: no sign, no leading zero. */
  private static final Set<String> BITS = Set.of("8", "9", "10", "11", "12", "13", "14", "15");

  private static final String LONGEST = "15";

  /**
   * What an offer comes to.
   *
   * @param serverTakeover whether the server wants it for its own messages
   * @param clientTakeover whether the server grants it to the client
   * @return null where the offer must be declined (section 7), so that the next one counts
   */
  static @Nullable Agreement to(
      ExtensionOffer offer, boolean serverTakeover, boolean clientTakeover) {
    boolean server = serverTakeover;
    boolean client = clientTakeover;
    boolean window = false;
    Set<String> seen = new HashSet<>();
    for (Parameter parameter : offer.parameters()) {
      if (!seen.add(parameter.name()) || !acceptable(parameter)) {
        return null;
      }
      server &= !parameter.name().equals(SERVER_NO_TAKEOVER);
      client &= !parameter.name().equals(CLIENT_NO_TAKEOVER);
      window |= parameter.name().equals(SERVER_BITS);
    }
    return new Agreement(server, client, window);
  }

  private static boolean acceptable(Parameter parameter) {
    String value = parameter.value();
    return switch (parameter.name()) {
      case SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER -> value == null;
      case SERVER_BITS -> LONGEST.equals(value); // a shorter one cannot be kept to
      case CLIENT_BITS -> value == null || BITS.contains(value); // it may use less than it might
      default -> false;
    };
  }

  /** What stands in the server's answer. */
  public ExtensionOffer answer() {
    List<Parameter> parameters = new ArrayList<>(3);
    if (!serverContextTakeover) {
      parameters.add(new Parameter(SERVER_NO_TAKEOVER, null));
    }
    if (!clientContextTakeover) {
      parameters.add(new Parameter(CLIENT_NO_TAKEOVER, null));
    }
    if (serverWindowAsked) {
      parameters.add(new Parameter(SERVER_BITS, LONGEST));
    }
    return new ExtensionOffer(NAME, parameters);
  }
}
