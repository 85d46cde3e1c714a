package io.fairlead.samples.benchmarks;

import io.fairlead.core.admission.jwt.JwtIssuer;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.samples.benchmarks.servers.FairleadMain;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Files of bearer tokens (HS256), one a line, that our subjects accept. */
final class Tokens {

  private final JwtIssuer issuer =
      JwtIssuer.from(FairleadConfig.of(Map.of("fairlead.auth.jwt.secret", FairleadMain.SECRET)));

  /** Writes tokens, each different from every other. */
  Path write(Path file, int count) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count; i++) {
        out.write(issuer.issue("load", Duration.ofHours(6), Map.of()));
        out.write('\n');
      }
    }
    return file;
  }
}
