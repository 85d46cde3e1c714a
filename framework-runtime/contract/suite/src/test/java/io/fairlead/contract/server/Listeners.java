package io.fairlead.contract.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** On which TCP addresses a process listens, as {@code /proc} has it. */
final class Listeners {

  private static final String LISTEN = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /** 127.0.0.1, the same as an IPv6 address, ::1; each word in the order of this machine. */
  private static final Set<String> LOOPBACK =
      Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

  private Listeners() {}

  /** Those that are not of the loopback interface: {@code address:port} in hexadecimal. */
  static List<String> beyondLoopback(ProcessHandle process) throws IOException {
    return of(process).stream()
        .filter(address -> !LOOPBACK.contains(address.substring(0, address.indexOf(':'))))
        .toList();
  }

  static List<String> of(ProcessHandle process) throws IOException {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    Set<String> inodes = sockets(proc.resolve("fd"));
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(proc.resolve(table))) {
        String[] column = line.strip().split("\\s+");
        if (column[STATE].equals(LISTEN) && inodes.contains(column[INODE])) {
          addresses.add(column[ADDRESS]);
        }
      }
    }
    return addresses;
  }

  private static Set<String> sockets(Path descriptors) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : all) {
        String target = target(descriptor);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
