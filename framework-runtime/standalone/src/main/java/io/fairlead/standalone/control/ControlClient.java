package io.fairlead.standalone.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/** Asks a running server to do something. */
public final class ControlClient {

  private ControlClient() {}

  /**
   * Asks, and waits for the answer as long as that takes.
   *
   * @throws IOException if no server answers there
   */
  public static Answer ask(Path socket, List<String> words) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      Wire.writeWords(channel, words);
      channel.shutdownOutput();
      return Wire.readAnswer(channel);
    }
  }
}
