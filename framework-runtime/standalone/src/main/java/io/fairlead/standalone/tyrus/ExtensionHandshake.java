package io.fairlead.standalone.tyrus;

import io.fairlead.core.http.BadRequestException;
import io.fairlead.standalone.deflate.Agreement;
import io.fairlead.standalone.deflate.Compression;
import io.fairlead.standalone.deflate.ExtensionOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of one handshake. The engine and the endpoint's Configurator see, in place of the
 * client's offers of compression, what the first acceptable one comes to; whether it is in their
 * answer decides, and nothing else about it.
 */
final class ExtensionHandshake {

  private static final String HEADER = "Sec-WebSocket-Extensions";

  private final @Nullable Agreement possible;

  private ExtensionHandshake(@Nullable Agreement possible) {
    this.possible = possible;
  }

  /**
   * Reads the request, and makes it what the engine may see.
   *
   * @param headers of the request
   * @throws BadRequestException if the header breaks the grammar (RFC 6455, section 9.1)
   */
  static ExtensionHandshake of(Map<String, List<String>> headers, Compression compression)
      throws BadRequestException {
    List<String> seen = new ArrayList<>();
    Agreement possible = null;
    for (ExtensionOffer offer : offers(headers)) {
      if (!compression.enabled() || !offer.name().equals(Agreement.NAME)) {
        seen.add(offer.toString());
      } else if (possible == null) {
        possible = compression.agree(offer);
        if (possible != null) {
          seen.add(possible.answer().toString());
        }
      }
    }
    put(headers, seen);
    return new ExtensionHandshake(possible);
  }

  private static List<ExtensionOffer> offers(Map<String, List<String>> headers)
      throws BadRequestException {
    try {
      return ExtensionOffer.parse(headers.getOrDefault(HEADER, List.of()));
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("The header Sec-WebSocket-Extensions is malformed.");
    }
  }

  /**
   * Reads the answer, and makes it what this server can keep to.
   *
   * @param headers of the response
   * @return what is agreed; null where there is no compression
   */
  @Nullable Agreement settle(Map<String, List<String>> headers) {
    List<String> answer = new ArrayList<>();
    boolean wanted = false;
    for (ExtensionOffer answered : answered(headers)) {
      if (answered.name().equals(Agreement.NAME)) {
        wanted = true;
      } else {
        answer.add(answered.toString());
      }
    }
    Agreement agreed = wanted ? possible : null;
    if (agreed != null) {
      answer.add(agreed.answer().toString());
    }
    put(headers, answer);
    return agreed;
  }

  private static List<ExtensionOffer> answered(Map<String, List<String>> headers) {
    try {
      return ExtensionOffer.parse(headers.getOrDefault(HEADER, List.of()));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the endpoint's Configurator answered " + HEADER + " " + e);
    }
  }

  private static void put(Map<String, List<String>> headers, List<String> elements) {
    if (elements.isEmpty()) {
      headers.remove(HEADER);
    } else {
      headers.put(HEADER, new ArrayList<>(List.of(String.join(", ", elements))));
    }
  }
}
