package io.fairlead.core.hosting;

import io.fairlead.api.connection.InboundMessage;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.inbound.Receiver;
import io.fairlead.core.plugin.ContributionSet;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint's end of a connection where its class belongs to a plugin: goes on with an instance
 * of another version when that is there, between two callbacks.
 */
final class ReplaceableReceiver implements Receiver {

  private static final CloseReason REMOVED =
      new CloseReason(CloseCodes.GOING_AWAY, "the endpoint was removed");

  private final Hosting hosting;
  private final DefaultConnection connection;
  private final HostedSession session;
  private final CallbackContext.OfConnection context;
  private final Function<Edition, EndpointReceiver> make;
  private Edition edition;
  private volatile EndpointReceiver current; // the thread that reads asks whether it takes parts

  /**
   * A receiver that begins with a version.
   *
   * @param make makes one for a version
   */
  ReplaceableReceiver(
      Hosting hosting,
      DefaultConnection connection,
      HostedSession session,
      CallbackContext.OfConnection context,
      EndpointReceiver first,
      Edition edition,
      Function<Edition, EndpointReceiver> make) {
    this.hosting = hosting;
    this.connection = connection;
    this.session = session;
    this.context = context;
    this.current = first;
    this.edition = edition;
    this.make = make;
  }

  @Override
  public void turn(ContributionSet now) throws Exception {
    Edition next = hosting.at(now);
    if (next.sameClassAs(edition)) {
      return;
    }
    if (next.model() == null) {
      edition = next;
      connection.close(REMOVED);
    } else {
      goOn(next);
    }
  }

  private void goOn(Edition next) throws Exception {
    EndpointReceiver last = current;
    EndpointReceiver successor = successor(next);
    edition = next; // whatever the two throw at each other: from here on it is the successor
    current = successor;
    session.use(successor.coders(), successor.handlers());
    if (!last.isOpen()) {
      last.retire();
      return; // its open is still to come
    }
    try (CallbackContext.Scope scope = context.enter()) {
      takeOver(last, successor);
    } finally {
      last.retire();
    }
  }

  /** Where there can be none nothing more may be handled: old and new would mix. */
  private EndpointReceiver successor(Edition next) {
    boolean made = false;
    try {
      EndpointReceiver successor = make.apply(next);
      made = true;
      return successor;
    } finally {
      if (!made) {
        edition = next; // not tried again: there is nothing to come
        next.usage().failed();
        connection.close(
            new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the endpoint cannot be made"));
      }
    }
  }

  private static void takeOver(EndpointReceiver last, EndpointReceiver successor) throws Exception {
    Map<String, Object> state = Map.of();
    try {
      state = last.handOver();
    } finally {
      successor.takeOver(state);
    }
  }

  @Override
  public void onOpen() throws Exception {
    current.onOpen();
  }

  @Override
  public @Nullable CompletionStage<?> onMessage(InboundMessage message) throws Exception {
    return current.onMessage(message);
  }

  @Override
  public void onPong(ByteBuffer data) throws Exception {
    current.onPong(data);
  }

  @Override
  public boolean onError(Throwable error) throws Exception {
    return current.onError(error);
  }

  @Override
  public void onClose(CloseReason reason) throws Exception {
    current.onClose(reason);
  }

  @Override
  public void release() {
    current.release();
  }

  @Override
  public boolean takesParts(InboundMessage.Kind kind) {
    return current.takesParts(kind);
  }
}
