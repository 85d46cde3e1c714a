package io.fairlead.core.plugin;

import io.fairlead.api.plugin.PluginDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin jar's manifest says.
 *
 * @param descriptor who it is
 * @param api the versions of the API it works with
 * @param required whether the author wants the server not to start without it
 * @param fallback what holds while it is in quarantine; null where the author does not say
 */
record PluginManifest(
    PluginDescriptor descriptor, VersionRange api, boolean required, @Nullable Fallback fallback) {

  static final String ID = "Fairlead-Plugin-Id";
  static final String VERSION = "Fairlead-Plugin-Version";
  static final String API = "Fairlead-Plugin-Api";
  static final String REQUIRES = "Fairlead-Plugin-Requires";
  static final String REQUIRED = "Fairlead-Plugin-Required";
  static final String FALLBACK = "Fairlead-Plugin-Fallback";

  private static final Pattern ID_FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  /**
   * Reads a manifest.
   *
   * @throws PluginException naming the attribute that is missing or wrong
   */
  static PluginManifest of(@Nullable Manifest manifest) {
    Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
    String id =
        value(attributes, ID)
            .orElseThrow(
                () ->
                    new PluginException(
                        "its manifest has no " + ID + "; add one, for example 'my-plugin'"));
    checkId(ID, id);
    String api =
        value(attributes, API)
            .orElseThrow(
                () ->
                    new PluginException(
                        "its manifest has no " + API + "; add one, for example '[0.1,1)'"));
    List<String> requires = requires(attributes);
    String version =
        value(attributes, VERSION)
            .or(() -> value(attributes, "Implementation-Version"))
            .orElse("unknown");
    return new PluginManifest(
        new PluginDescriptor(id, version, api, requires),
        range(api),
        required(attributes),
        fallback(attributes));
  }

  private static Optional<String> value(Attributes attributes, String name) {
    return Optional.ofNullable(attributes.getValue(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static void checkId(String attribute, String id) {
    if (!ID_FORM.matcher(id).matches()) {
      throw new PluginException(
          attribute
              + " '"
              + id
              + "' is no valid id; use lower-case letters, digits and hyphens, at most 64");
    }
    if (id.equals(ContributionRegistry.APPLICATION)) {
      throw new PluginException(
          attribute + " '" + id + "' stands for the application itself; choose another id");
    }
  }

  private static VersionRange range(String text) {
    try {
      return VersionRange.parse(text);
    } catch (IllegalArgumentException e) {
      throw new PluginException(API + " " + e.getMessage());
    }
  }

  private static List<String> requires(Attributes attributes) {
    List<String> ids =
        Arrays.stream(value(attributes, REQUIRES).orElse("").split(","))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .distinct()
            .toList();
    ids.forEach(each -> checkId(REQUIRES, each));
    return ids;
  }

  private static @Nullable Fallback fallback(Attributes attributes) {
    String text = value(attributes, FALLBACK).orElse("");
    return switch (text) {
      case "" -> null;
      case "proceed" -> Fallback.PROCEED;
      case "fail-closed" -> Fallback.FAIL_CLOSED;
      default ->
          throw new PluginException(FALLBACK + " '" + text + "' must be proceed or fail-closed");
    };
  }

  private static boolean required(Attributes attributes) {
    String text = value(attributes, REQUIRED).orElse("false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new PluginException(REQUIRED + " '" + text + "' must be true or false");
    };
  }
}
