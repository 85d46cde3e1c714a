package io.fairlead.standalone.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads from {@code /proc/net} how many bytes the kernel holds for a connection. */
final class KernelQueues {

  private KernelQueues() {}

  /** Bytes in all queues of the connection with this client port, on this machine. */
  static long between(int clientPort) throws IOException {
    String port = String.format(Locale.ROOT, ":%04X", clientPort);
    long bytes = 0;
    for (String table : new String[] {"tcp", "tcp6"}) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/net", table))) {
        bytes +=
            lines
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .filter(cell -> cell[1].endsWith(port) || cell[2].endsWith(port))
                .mapToLong(cell -> queued(cell[4]))
                .sum();
      }
    }
    return bytes;
  }

  /** From {@code tx:rx}, in hexadecimal. */
  private static long queued(String cell) {
    String[] queues = cell.split(":", 2);
    return Long.parseLong(queues[0], 16) + Long.parseLong(queues[1], 16);
  }
}
