package io.fairlead.core.admission.jwt;

import io.fairlead.api.admission.Handshake;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the token of a handshake: {@code Authorization: Bearer} (RFC 6750, section 2.1), the
 * subprotocol after {@code bearer}, and where the configuration names them a cookie and a query
 * parameter.
 */
final class BearerTokens {

  /** The subprotocol whose successor in the client's list is a token. */
  private static final String SUBPROTOCOL = "bearer";

  private static final Pattern AUTHORIZATION =
      Pattern.compile("bearer[ \\t]+(.*)", Pattern.CASE_INSENSITIVE);

  private final String cookie;
  private final String queryParameter;

  BearerTokens(FairleadConfig config) {
    this.cookie = config.get(Settings.JWT_COOKIE);
    this.queryParameter = config.get(Settings.JWT_QUERY_PARAMETER);
  }

  /** The different tokens of a handshake; more than one breaks RFC 6750, section 2. */
  List<String> find(Handshake handshake) {
    List<String> tokens = new ArrayList<>();
    for (String line : handshake.headers("Authorization")) {
      Matcher matcher = AUTHORIZATION.matcher(line.strip());
      if (matcher.matches()) {
        add(tokens, matcher.group(1).strip());
      }
    }
    addSubprotocols(tokens, handshake.subprotocols());
    named(cookie).flatMap(handshake::cookie).ifPresent(token -> add(tokens, token));
    named(queryParameter).flatMap(handshake::queryParameter).ifPresent(token -> add(tokens, token));
    return tokens;
  }

  private static void addSubprotocols(List<String> tokens, List<String> offered) {
    for (int i = 0; i + 1 < offered.size(); i++) {
      if (offered.get(i).equals(SUBPROTOCOL)) {
        add(tokens, offered.get(++i));
      }
    }
  }

  private static Optional<String> named(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  private static void add(List<String> tokens, String token) {
    if (!token.isEmpty() && tokens.stream().noneMatch(other -> same(other, token))) {
      tokens.add(token);
    }
  }

  /** In constant time: one of the two may be a secret of somebody else. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
