package io.fairlead.contract.server;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a launcher starts.
 *
 * @param war deployed under its file's name
 * @param settings system properties of the server's JVM
 * @param work a directory for the server's own files and its log
 */
public record Deployment(Path war, Map<String, String> settings, Path work) {}
