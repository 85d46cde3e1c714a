package io.fairlead.plugins.geo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A database of a few places, in the form of GeoLite2-City. */
final class Places {

  private Places() {}

  static Path city(Path file) throws IOException {
    return new MmdbWriter("GeoLite2-City", 6)
        .add(
            "81.2.69.0/24",
            Map.of(
                "country", country("GB", "United Kingdom", "Vereinigtes Königreich"),
                "city", Map.of("names", Map.of("en", "London"))))
        .add(
            "89.160.20.112/28",
            Map.of(
                "country", country("SE", "Sweden", "Schweden"),
                "city", Map.of("names", Map.of("en", "Linköping", "de", "Linköping"))))
        .add("216.160.83.56/29", Map.of("country", country("US", "United States", "USA")))
        .add(
            "2001:218::/32",
            Map.of(
                "country", country("JP", "Japan", "Japan"),
                "city", Map.of("names", Map.of("en", "Tokyo", "de", "Tokio"))))
        .add("192.88.99.0/24", Map.of("traits", Map.of("note", "no country")))
        .writeTo(file);
  }

  static Path countriesOfIpv4(Path file) throws IOException {
    return new MmdbWriter("GeoLite2-Country", 4)
        .add("81.2.69.0/24", Map.of("country", country("GB", "United Kingdom", "x")))
        .writeTo(file);
  }

  private static Map<String, Object> country(String code, String english, String german) {
    return Map.of("iso_code", code, "names", Map.of("en", english, "de", german));
  }
}
