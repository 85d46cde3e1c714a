package io.fairlead.core.hosting;

import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.transport.OutboundFrame;
import jakarta.websocket.RemoteEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What both remotes of a session have in common: all goes through the connection's queue. */
abstract class HostedRemote implements RemoteEndpoint {

  private static final int MAX_CONTROL_PAYLOAD = 125; // RFC 6455, section 5.5

  private final DefaultConnection connection;

  HostedRemote(DefaultConnection connection) {
    this.connection = connection;
  }

  DefaultConnection connection() {
    return connection;
  }

  /** Sends a control frame. */
  abstract void sendControl(OutboundFrame frame) throws IOException;

  @Override
  public void sendPing(@Nullable ByteBuffer applicationData) throws IOException {
    sendControl(OutboundFrame.ping(checked(applicationData)));
  }

  @Override
  public void sendPong(@Nullable ByteBuffer applicationData) throws IOException {
    sendControl(OutboundFrame.pong(checked(applicationData)));
  }

  private static ByteBuffer checked(@Nullable ByteBuffer data) {
    ByteBuffer payload = data != null ? data : ByteBuffer.allocate(0);
    if (payload.remaining() > MAX_CONTROL_PAYLOAD) {
      throw new IllegalArgumentException(
          "a ping or pong holds at most 125 bytes, not " + payload.remaining());
    }
    return payload;
  }

  static <T> T given(@Nullable T argument, String name) {
    if (argument == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return argument;
  }

  /** The queue puts messages together by itself. */
  @Override
  public void setBatchingAllowed(boolean allowed) {}

  @Override
  public boolean getBatchingAllowed() {
    return false;
  }

  @Override
  public void flushBatch() {}

  @Override
  public String toString() {
    return "remote of " + connection;
  }
}
