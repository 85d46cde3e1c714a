package io.fairlead.contract.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * A directory that the server watches: a file that comes is deployed, one that goes is undeployed.
 *
 * @param file what comes: the WAR, or what stands for it
 * @param watched where it comes to
 * @param gone asked before the file goes away; tells when the server is done with it
 */
record DeployDirectory(Path file, Path watched, Evidence gone) implements HotDeployment {

  /** Where a server shows that it has undeployed. */
  interface Evidence {
    BooleanSupplier from();
  }

  /** One more line of its log holds the text. */
  static Evidence logged(ServerLog log, String text) {
    return () -> {
      long before = log.count(text);
      return () -> log.count(text) > before;
    };
  }

  /** A file or directory of its own has gone. */
  static Evidence deleted(Path file) {
    return () -> () -> Files.notExists(file);
  }

  /** It has written a file. */
  static Evidence written(Path file) {
    return () -> () -> Files.exists(file);
  }

  @Override
  public void deploy() throws IOException {
    Tree.place(file, watched);
  }

  @Override
  public BooleanSupplier undeploy() throws IOException {
    BooleanSupplier done = gone.from();
    Files.delete(watched);
    return done;
  }

  /** As GlassFish marks it; the others only log it. */
  @Override
  public boolean failed() {
    return Files.exists(watched.resolveSibling(watched.getFileName() + "_deployFailed"));
  }
}
