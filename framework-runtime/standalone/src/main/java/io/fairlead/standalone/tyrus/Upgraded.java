package io.fairlead.standalone.tyrus;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.glassfish.tyrus.core.CloseReasons;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeInfo;

/** What the engine and the endpoint's Configurator said to an admitted handshake. */
public sealed interface Upgraded {

  /** They agreed. */
  final class Accepted implements Upgraded {
    private final Map<String, List<String>> headers;
    private final UpgradeInfo info;
    private final NettyTransport transport;
    private final Executor opener;

    Accepted(
        Map<String, List<String>> headers,
        UpgradeInfo info,
        NettyTransport transport,
        Executor opener) {
      this.headers = headers;
      this.info = info;
      this.transport = transport;
      this.opener = opener;
    }

    /** All headers of the 101. */
    public Map<String, List<String>> headers() {
      return headers;
    }

    /** Takes the bytes of the connection from the handshake on; holds them until it is open. */
    public ChannelHandler handler() {
      return transport.handler();
    }

    /**
     * Opens the session. Called once, on the event loop, after the 101 was written and the handler
     * put in place. An endpoint that is hosted hears of it on a thread where it may block; any
     * other one is called by the engine, off the event loop.
     */
    public void open() {
      try {
        opener.execute(this::openNow);
      } catch (RejectedExecutionException e) {
        transport.channel().close(); // the server stops
      }
    }

    private void openNow() {
      WebSocketHandler handler = transport.handler();
      Connection connection;
      try {
        connection = info.createConnection(new EngineWriter(transport), reason -> {});
      } catch (RuntimeException | Error e) {
        onLoop(handler::openingFailed);
        throw e;
      }
      try {
        onLoop(() -> handler.opened(connection));
      } catch (RejectedExecutionException e) { // the server has stopped meanwhile
        connection.close(CloseReasons.CLOSED_ABNORMALLY.getCloseReason());
      }
    }

    private void onLoop(Runnable task) {
      EventLoop loop = transport.channel().eventLoop();
      if (loop.inEventLoop()) {
        task.run();
      } else {
        loop.execute(task);
      }
    }
  }

  /**
   * They did not.
   *
   * @param status the HTTP status
   * @param headers headers that the Configurator wants to see in the answer
   */
  record Declined(int status, Map<String, List<String>> headers) implements Upgraded {}
}
