package io.fairlead.core.admission;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client behind proxies. The headers of a peer count only where the configuration lists
 * it ({@code fairlead.trusted-proxies}); they are walked from the nearest proxy outwards, and the
 * first address that is not listed is the client. Immutable and safe for any thread.
 */
public final class TrustedProxies {

  private static final Logger LOG = LogManager.getLogger(TrustedProxies.class);

  private final List<CidrBlock> blocks;
  private final AtomicBoolean warned = new AtomicBoolean();

  private TrustedProxies(List<CidrBlock> blocks) {
    this.blocks = blocks;
  }

  /**
   * The client's side of a request.
   *
   * @param address IP address in its canonical text form (RFC 5952); null where it is not known
   * @param secure whether the client's side is encrypted
   * @param host host and port that the client asked for; null where it did not say so exactly once
   */
  public record Client(@Nullable String address, boolean secure, @Nullable String host) {}

  /**
   * The proxies that the configuration lists.
   *
   * @throws ConfigException if an entry is neither an address nor a block
   */
  public static TrustedProxies of(FairleadConfig config) {
    return new TrustedProxies(
        config.get(Settings.TRUSTED_PROXIES).stream().map(TrustedProxies::block).toList());
  }

  private static CidrBlock block(String text) {
    CidrBlock block = CidrBlock.parse(text);
    if (block == null) {
      throw new ConfigException(
          Settings.TRUSTED_PROXIES.key()
              + ": '"
              + text
              + "' must be an IP address or a block such as 10.0.0.0/8");
    }
    return block;
  }

  /**
   * Finds the client's side of a request.
   *
   * @param peerAddress IP address at the other end of the TCP connection; null where not known
   * @param secure whether the TCP connection is TLS
   * @param headers values by lower-case name, one for each line
   */
  public Client client(
      @Nullable String peerAddress, boolean secure, Map<String, List<String>> headers) {
    IpAddress peer = IpAddress.parse(peerAddress);
    String address = peer == null ? null : peer.text(peerAddress);
    Client direct = new Client(address, secure, HttpText.single(headers, "host"));
    if (peer == null || !trusts(peer)) {
      return direct;
    }
    List<Hop> standard = ForwardedHeader.hops(HttpText.lines(headers, "forwarded"));
    List<Hop> common = XForwardedHeaders.hops(headers);
    if (standard.isEmpty() && common.isEmpty()) {
      return direct(direct, headers);
    }
    if (standard.isEmpty() || common.isEmpty()) {
      return walk(direct, standard.isEmpty() ? common : standard);
    }
    Client first = walk(direct, standard);
    if (Objects.equals(first.address(), walk(direct, common).address())) {
      return first;
    }
    // one of the two was written by the client and passed on; there is no telling which
    warnOnce(peer);
    return direct;
  }

  private static Client direct(Client direct, Map<String, List<String>> headers) {
    String proto = XForwardedHeaders.lastProto(headers);
    String host = XForwardedHeaders.lastHost(headers);
    return new Client(direct.address(), secure(proto, direct.secure()), host(host, direct.host()));
  }

  private Client walk(Client direct, List<Hop> hops) {
    Client client = direct;
    for (int i = hops.size() - 1; i >= 0; i--) {
      Hop hop = hops.get(i);
      if (hop.kind() == Hop.Kind.MALFORMED) {
        return client;
      }
      client =
          new Client(
              text(hop.address()),
              secure(hop.proto(), client.secure()),
              host(hop.host(), client.host()));
      if (hop.address() == null || !trusts(hop.address())) {
        return client;
      }
    }
    return client;
  }

  /** Whether an address is a proxy's. */
  public boolean trusts(@Nullable String address) {
    IpAddress parsed = blocks.isEmpty() ? null : IpAddress.parse(address);
    return parsed != null && trusts(parsed);
  }

  private boolean trusts(IpAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  private static boolean secure(@Nullable String proto, boolean otherwise) {
    if (proto == null) {
      return otherwise;
    }
    return switch (proto.toLowerCase(Locale.ROOT)) {
      case "https", "wss" -> true;
      case "http", "ws" -> false;
      default -> otherwise;
    };
  }

  private static @Nullable String host(@Nullable String host, @Nullable String otherwise) {
    return host != null && host.matches("[A-Za-z0-9._~\\-\\[\\]:%]{1,261}") ? host : otherwise;
  }

  private static @Nullable String text(@Nullable IpAddress address) {
    return address == null ? null : address.toString();
  }

  private void warnOnce(IpAddress peer) {
    if (warned.compareAndSet(false, true)) {
      LOG.warn(
          "The proxy {} sends Forwarded and X-Forwarded-For that name different clients, so neither"
              + " counts. Let the proxy remove the one that it does not set itself.",
          peer);
    }
  }
}
