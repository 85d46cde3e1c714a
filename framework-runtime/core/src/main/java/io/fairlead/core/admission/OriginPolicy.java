package io.fairlead.core.admission;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which web pages may connect (RFC 6455, section 10.2). Without an {@code Origin} header
 * the client is no browser and passes. A page passes if it comes from the host and port that the
 * request asks for, or from a listed origin. The origin {@code null} is nobody's.
 */
final class OriginPolicy {

  private static final Pattern ORIGIN =
      Pattern.compile(
          "([a-z][a-z0-9+.-]*)://([a-z0-9._~%-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HOST =
      Pattern.compile(
          "([a-z0-9._~%-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?", Pattern.CASE_INSENSITIVE);

  private final boolean any;
  private final Set<Origin> allowed;

  private OriginPolicy(boolean any, Set<Origin> allowed) {
    this.any = any;
    this.allowed = allowed;
  }

  /** Reads {@code fairlead.origins}. */
  static OriginPolicy of(FairleadConfig config) {
    List<String> entries = config.get(Settings.ORIGINS);
    Set<Origin> origins = new HashSet<>();
    for (String entry : entries) {
      Origin origin = Origin.parse(entry);
      if (origin != null) {
        origins.add(origin);
      } else if (!entry.equals("*")) {
        throw new ConfigException(
            Settings.ORIGINS.key()
                + ": '"
                + entry
                + "' must be * or scheme://host[:port] without a path, such as https://example.com");
      }
    }
    return new OriginPolicy(entries.contains("*"), Set.copyOf(origins));
  }

  /**
   * Whether a page may connect.
   *
   * @param lines the {@code Origin} header, one for each line
   * @param host host and port that were asked for; null where not known
   * @param secure whether the client's side is encrypted
   */
  boolean permits(List<String> lines, @Nullable String host, boolean secure) {
    if (lines.isEmpty() || any) {
      return true;
    }
    Origin origin = lines.size() == 1 ? Origin.parse(lines.get(0).strip()) : null;
    return origin != null && (allowed.contains(origin) || sameOrigin(origin, host, secure));
  }

  /**
   * A port that the host leaves out is the default one of the page's scheme, so that a page served
   * through a TLS proxy that is not listed still matches. The other way round, a page without
   * encryption never matches an encrypted connection: whoever can change that page on its way must
   * not reach it.
   */
  private static boolean sameOrigin(Origin origin, @Nullable String host, boolean secure) {
    Matcher matcher = HOST.matcher(host == null ? "" : host);
    if (!matcher.matches() || (secure && !origin.encrypted())) {
      return false;
    }
    int port =
        matcher.group(2) == null
            ? Origin.defaultPort(origin.scheme)
            : Integer.parseInt(matcher.group(2));
    return port == origin.port
        && port > 0
        && matcher.group(1).toLowerCase(Locale.ROOT).equals(origin.host);
  }

  /** A tuple origin (RFC 6454, section 4); the port is -1 where the scheme has no default. */
  private record Origin(String scheme, String host, int port) {

    static @Nullable Origin parse(String text) {
      Matcher matcher = ORIGIN.matcher(text);
      if (!matcher.matches()) {
        return null;
      }
      String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
      String port = matcher.group(3);
      return new Origin(
          scheme,
          matcher.group(2).toLowerCase(Locale.ROOT),
          port == null ? defaultPort(scheme) : Integer.parseInt(port));
    }

    static int defaultPort(String scheme) {
      return switch (scheme) {
        case "http", "ws" -> 80;
        case "https", "wss" -> 443;
        default -> -1;
      };
    }

    boolean encrypted() {
      return scheme.equals("https") || scheme.equals("wss");
    }
  }
}
