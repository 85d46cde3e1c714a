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
import java.util.Optional;
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
  public void start(PluginContext context) throws IOException {
    PluginConfig config = context.config();
    config.allowOnly(KEYS);
    String prefix = "fairlead.plugins." + context.descriptor().id() + ".";
    Path path =
        config
            .path("database")
            .orElseThrow(
                () ->
                    new InactivePluginException(
                        "no database; set "
                            + prefix
                            + "database to the path of a MaxMind .mmdb file"));
    GeoDatabase opened = open(path, prefix, config.text("language"));
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

  private static GeoDatabase open(Path path, String prefix, Optional<String> language)
      throws IOException {
    GeoDatabase opened = read(path, prefix + "database", language.orElse(GeoDatabase.ENGLISH));
    if (language.isPresent() && !opened.languages().contains(language.get())) {
      opened.close();
      throw new PluginConfigException(
          prefix
              + "language: '"
              + language.get()
              + "' is none of the database's languages "
              + opened.languages());
    }
    return opened;
  }

  private static GeoDatabase read(Path path, String key, String language) {
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
