package io.fairlead.plugins.geo;

import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginConfig;
import io.fairlead.api.plugin.PluginConfigException;
import io.fairlead.api.plugin.PluginContext;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Adds where a client's address lies to the connection's metadata: {@code geo.country} (ISO 3166-1
 * code), {@code geo.country-name} and {@code geo.city}, as far as a MaxMind database knows them.
 */
public final class GeoPlugin implements Plugin {

  private static final String[] KEYS = {"database", "language"};

  private @Nullable GeoDatabase database;

  /** For the service loader. */
  public GeoPlugin() {}

  @Override
  public void start(PluginContext context) {
    PluginConfig config = context.config();
    config.allowOnly(KEYS);
    String key = "fairlead.plugins." + context.descriptor().id() + ".database";
    Path path =
        config
            .path("database")
            .orElseThrow(
                () ->
                    new InactivePluginException(
                        "no database; set " + key + " to the path of a MaxMind .mmdb file"));
    GeoDatabase opened = open(path, key, config.text("language").orElse(GeoDatabase.ENGLISH));
    database = opened;
    context.contributions().add(MetadataContributor.class, new GeoContributor(opened));
    context.logger().log(Level.INFO, "reading {0}: {1}", path.toString(), opened.describe());
  }

  @Override
  public void stop() throws IOException {
    if (database != null) {
      database.close();
    }
  }

  static String[] keys() {
    return KEYS.clone();
  }

  private static GeoDatabase open(Path path, String key, String language) {
    if (!Files.isRegularFile(path)) {
      throw new PluginConfigException(
          key + ": there is no file " + path + "; put a MaxMind .mmdb file there or correct it");
    }
    try {
      return GeoDatabase.open(path, language);
    } catch (IOException e) {
      throw new PluginConfigException(
          key + ": cannot read " + path + " as a MaxMind .mmdb file (" + e.getMessage() + ")");
    }
  }
}
