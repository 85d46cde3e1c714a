package io.fairlead.plugins.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Metadata;
import com.maxmind.db.Reader;
import com.maxmind.db.Reader.FileMode;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A MaxMind database of countries or cities, read whole into memory, so that the file may be
 * replaced while the server runs; the next start reads the new one. Safe for any thread.
 */
final class GeoDatabase implements Closeable {

  static final String COUNTRY = "geo.country";
  static final String COUNTRY_NAME = "geo.country-name";
  static final String CITY = "geo.city";
  static final String ENGLISH = "en";

  private final Reader reader;
  private final String language;

  private GeoDatabase(Reader reader, String language) {
    this.reader = reader;
    this.language = language;
  }

  /**
   * Reads a database.
   *
   * @param language the language of names; English where a name lacks it
   */
  static GeoDatabase open(Path path, String language) throws IOException {
    try {
      return new GeoDatabase(new Reader(path.toFile(), FileMode.MEMORY, new CHMCache()), language);
    } catch (RuntimeException e) {
      throw new IOException(e.toString(), e); // what the reader throws for some broken files
    }
  }

  /** The languages that the database has names in. */
  List<String> languages() {
    return reader.getMetadata().languages();
  }

  /** What is known of an address: nothing for a private, an unknown or a malformed one. */
  Map<String, Object> lookUp(String address) throws IOException {
    Optional<InetAddress> parsed = IpLiteral.parse(address).filter(this::covers);
    if (parsed.isEmpty()) {
      return Map.of();
    }
    try {
      Map<?, ?> record = reader.get(parsed.get(), Map.class);
      return record == null ? Map.of() : facts(record);
    } catch (RuntimeException e) {
      throw new IOException("the database is broken: " + e, e);
    }
  }

  private boolean covers(InetAddress address) {
    return reader.getMetadata().ipVersion() == 6 || !(address instanceof Inet6Address);
  }

  private Map<String, Object> facts(Map<?, ?> record) {
    Map<String, Object> facts = new LinkedHashMap<>();
    if (record.get("country") instanceof Map<?, ?> country) {
      put(facts, COUNTRY, country.get("iso_code"));
      put(facts, COUNTRY_NAME, name(country));
    }
    if (record.get("city") instanceof Map<?, ?> city) {
      put(facts, CITY, name(city));
    }
    return facts;
  }

  private @Nullable Object name(Map<?, ?> place) {
    if (!(place.get("names") instanceof Map<?, ?> names)) {
      return null;
    }
    Object name = names.get(language);
    return name == null ? names.get(ENGLISH) : name;
  }

  private static void put(Map<String, Object> facts, String key, @Nullable Object value) {
    if (value instanceof String text && !text.isBlank()) {
      facts.put(key, text);
    }
  }

  /** Its type and age, for the log. */
  String describe() {
    Metadata metadata = reader.getMetadata();
    return metadata.databaseType() + " of " + metadata.buildTime();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
