package io.fairlead.standalone.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs {@code fairlead ctl} and keeps what it says. */
final class Ctl {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path socket;

  Ctl(Path socket) {
    this.socket = socket;
  }

  int run(String... words) {
    out.reset();
    err.reset();
    String[] all = new String[words.length + 3];
    all[0] = "ctl";
    all[1] = "--socket";
    all[2] = socket.toString();
    System.arraycopy(words, 0, all, 3, words.length);
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new Cli(new Home(null), terminal, Backend.OF_FAIRLEAD).execute(all);
  }

  String stdout() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String stderr() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
