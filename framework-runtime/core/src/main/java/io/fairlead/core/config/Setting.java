package io.fairlead.core.config;

import java.util.function.Function;

/**
 * One setting: its key, what values it takes, its default, and one sentence for the documentation.
 *
 * @param key the full key, for example {@code fairlead.server.port}
 * @param kind what a value looks like, for messages and documentation, for example {@code 0-65535}
 * @param defaultText the default as it would be written in a file; empty where there is none
 * @param description one sentence
 * @param nature how the text is treated before it is parsed, and whether it may be shown
 * @param parser makes the value; throws {@link IllegalArgumentException} with the cause
 */
public record Setting<T>(
    String key,
    String kind,
    String defaultText,
    String description,
    Nature nature,
    Function<String, T> parser) {

  /** How a value's text is treated. */
  public enum Nature {
    /** As it stands. */
    PLAIN,
    /** Never shown in a message. */
    SECRET,
    /** A path; one that is written in a file and relative starts at that file's directory. */
    PATH,
    /** A path, or a URL with a scheme, which is left alone. */
    PATH_OR_URL
  }
}
