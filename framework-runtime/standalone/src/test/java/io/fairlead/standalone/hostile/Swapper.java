package io.fairlead.standalone.hostile;

import static io.fairlead.standalone.live.Versions.drop;
import static org.awaitility.Awaitility.await;

import io.fairlead.standalone.live.Versions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Replaces plugins, now and then by jars that do not work. For use by one thread. */
final class Swapper {

  private final Path plugins;
  private int handlers = 1;
  private int endpoint = 1;
  private int turn;

  /** Puts the first versions there. */
  Swapper(Path plugins) {
    this.plugins = plugins;
    drop(Versions.tagging(handlers), plugins, "tagging.jar");
    drop(Versions.counting(endpoint), plugins, "counting.jar");
  }

  /** The next change; returns when it has had its effect on clients, or is known to have none. */
  void swap(Victim server, Talkers talkers) throws IOException {
    switch (turn++ % 6) {
      case 0, 2, 4 -> {
        handlers++;
        drop(Versions.tagging(handlers), plugins, "tagging.jar");
        talkers.awaitHandlers(handlers, talkers.size());
      }
      case 1, 3 -> {
        endpoint++;
        drop(Versions.counting(endpoint), plugins, "counting.jar");
        talkers.awaitEndpoint(endpoint, talkers.ofPlugin());
      }
      default -> {
        handlers++;
        if (turn % 12 == 0) {
          drop(Versions.failing(handlers), plugins, "tagging.jar");
        } else {
          Files.write( // in place, as a copy that is cut short
              plugins.resolve("tagging.jar"),
              ("PK no jar " + handlers).getBytes(StandardCharsets.UTF_8));
        }
        await("a jar that does not work to be left out")
            .atMost(Duration.ofSeconds(60))
            .until(() -> server.ask("plugins").contains("this version runs on"));
      }
    }
  }
}
