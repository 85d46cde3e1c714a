package io.fairlead.contract.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command that becomes the server's JVM: no shell between.
 *
 * @param vm arguments before the main class or {@code -jar}
 * @param program the main class or {@code -jar}, and what follows
 * @param cdi whether the server brings a CDI container
 * @param directory where it runs; its log lies there
 */
record Launch(
    Jdk jdk,
    List<String> vm,
    List<String> program,
    Map<String, String> environment,
    Path directory,
    int port,
    boolean cdi,
    Optional<HotDeployment> hot) {}
