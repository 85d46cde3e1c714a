package io.fairlead.core.admission;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What counts as one client address: an IPv4 address, or the /64 of an IPv6 address, whose other
 * half a client can fill at will (RFC 4291, section 2.5.4).
 */
public final class ClientBlock {

  /** Clients of unknown address share one, so that none of them passes a limit by being unknown. */
  public static final String UNKNOWN = "unknown";

  private static final int NETWORK_BYTES = 8;

  private ClientBlock() {}

  /** The block of a client's address. */
  public static String of(Optional<String> address) {
    return of(address.orElse(null));
  }

  /**
   * The block of an address.
   *
   * @param address in text form; null where it is not known
   */
  public static String of(@Nullable String address) {
    IpAddress parsed = IpAddress.parse(address);
    if (parsed == null) {
      return UNKNOWN;
    }
    return parsed.bits() == 32
        ? parsed.text(address)
        : HexFormat.of().formatHex(Arrays.copyOf(parsed.bytes(), NETWORK_BYTES)) + "/64";
  }
}
