package io.fairlead.contract.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback address, none twice. They lie below those that the kernel gives to
 * outgoing connections, which could take one before the server is up.
 */
final class Ports {

  private static final int FIRST = 12_000;
  private static final int END = 32_000;

  private final Set<Integer> taken = new HashSet<>();

  int next() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (!taken.contains(port) && free(port)) {
        taken.add(port);
        return port;
      }
    }
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException inUse) {
      return false;
    }
  }
}
