package io.fairlead.core.plugin;

import io.fairlead.api.plugin.PluginDescriptor;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one plugin jar.
 *
 * @param jar the file; the directory, where a plugin is required and no jar brings it
 * @param descriptor who it is; null where the jar does not tell
 * @param status how it stands
 * @param message one line; for a failure the cause and the cure
 * @param endpoints names of the annotated classes in it
 * @param required whether the server must not start without it
 * @param signer the subject of the trusted certificate that signed it; null where nobody trusted
 *     did, or nobody looked
 */
public record PluginReport(
    Path jar,
    @Nullable PluginDescriptor descriptor,
    Status status,
    String message,
    List<String> endpoints,
    boolean required,
    @Nullable String signer) {

  /** How a plugin stands. */
  public enum Status {
    /** It works. */
    STARTED,
    /** It runs, but too many of its calls fail: it is left out for a while. */
    QUARANTINED,
    /** A share of the connections tries it; the version before works for the others. */
    CANARY,
    /** It passed all checks, and was not asked to start. */
    CHECKED,
    /** It has nothing to do as configured. */
    INACTIVE,
    /** Somebody has stopped it, or another jar has taken its place. */
    STOPPED,
    /** It is left out; the message says why. */
    FAILED
  }

  /** Copies the list. */
  public PluginReport {
    endpoints = List.copyOf(endpoints);
  }
}
