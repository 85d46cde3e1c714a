package io.fairlead.core.admission.jwt;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.SecuritySettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A claim that a token must have.
 *
 * @param name its name
 * @param value what it must be, or hold where it is a list; null for anything
 */
record RequiredClaim(String name, @Nullable String value) {

  /** The one claim whose text is a list of words (RFC 8693, section 4.2). */
  private static final String SCOPE = "scope";

  static RequiredClaim parse(String entry) {
    int equals = entry.indexOf('=');
    String name = equals < 0 ? entry : entry.substring(0, equals).strip();
    String value = equals < 0 ? null : entry.substring(equals + 1).strip();
    if (name.isBlank() || (value != null && value.isEmpty())) {
      throw new ConfigException(
          SecuritySettings.JWT_REQUIRED_CLAIMS.key()
              + ": '"
              + entry
              + "' must be a claim's name, or name=value such as tenant=acme");
    }
    return new RequiredClaim(name, value);
  }

  boolean isMetBy(Map<String, Object> claims) {
    Object found = claims.get(name);
    if (found == null || value == null) {
      return found != null;
    }
    if (found instanceof List<?> list) {
      return list.stream().anyMatch(each -> value.equals(String.valueOf(each)));
    }
    String text = String.valueOf(found);
    return value.equals(text) || (name.equals(SCOPE) && List.of(text.split(" ")).contains(value));
  }
}
