package io.fairlead.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Fairlead's API in this runtime; the build writes it down. */
final class ApiVersion {

  private static final Version CURRENT = read();

  private ApiVersion() {}

  static Version current() {
    return CURRENT;
  }

  private static Version read() {
    try (InputStream in = ApiVersion.class.getResourceAsStream("api.properties")) {
      if (in == null) {
        throw new IllegalStateException("fairlead-core is incomplete: api.properties is missing");
      }
      Properties properties = new Properties();
      properties.load(in);
      String built = properties.getProperty("api.version", "");
      return Version.parse(built.replaceFirst("-SNAPSHOT$", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
