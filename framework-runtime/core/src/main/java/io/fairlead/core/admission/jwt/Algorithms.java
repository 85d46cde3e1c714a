package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The signature algorithms that exist here, and the ones that the configuration allows. */
final class Algorithms {

  static final List<JWSAlgorithm> HMAC =
      List.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);
  static final List<JWSAlgorithm> RSA =
      List.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);
  static final List<JWSAlgorithm> EC =
      List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);

  private static final Set<JWSAlgorithm> SUPPORTED = supported();

  private Algorithms() {}

  private static Set<JWSAlgorithm> supported() {
    Set<JWSAlgorithm> all = new LinkedHashSet<>(HMAC);
    all.addAll(RSA);
    all.addAll(EC);
    all.add(JWSAlgorithm.EdDSA);
    return all;
  }

  /** The allowed ones, in the order of the configuration. */
  static Set<JWSAlgorithm> allowed(FairleadConfig config) {
    Set<JWSAlgorithm> allowed = new LinkedHashSet<>();
    for (String name : config.get(Settings.JWT_ALGORITHMS)) {
      JWSAlgorithm algorithm = new JWSAlgorithm(name);
      if (!SUPPORTED.contains(algorithm)) {
        throw new ConfigException(
            Settings.JWT_ALGORITHMS.key()
                + ": '"
                + name
                + "' must be one of "
                + names(SUPPORTED)
                + (name.equalsIgnoreCase("none") ? "; unsigned tokens are never accepted" : ""));
      }
      allowed.add(algorithm);
    }
    if (allowed.isEmpty()) {
      throw new ConfigException(
          Settings.JWT_ALGORITHMS.key() + ": must list at least one of " + names(SUPPORTED));
    }
    return allowed;
  }

  /** How many bytes a secret needs for HS256, HS384 or HS512 (RFC 7518, section 3.2). */
  static int secretBytes(JWSAlgorithm algorithm) {
    return Integer.parseInt(algorithm.getName().substring(2)) / 8;
  }

  static String names(Set<JWSAlgorithm> algorithms) {
    return algorithms.stream().map(JWSAlgorithm::getName).collect(Collectors.joining(", "));
  }
}
