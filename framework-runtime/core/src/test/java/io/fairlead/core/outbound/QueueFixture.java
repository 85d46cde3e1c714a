package io.fairlead.core.outbound;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.NotSentException;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.core.support.ManualTransport;
import io.fairlead.core.support.Queues;
import io.fairlead.core.transport.OutboundFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A queue whose transport the test completes by hand; one frame a write, so that order shows. */
final class QueueFixture {

  final ManualTransport transport = new ManualTransport();
  final BoundedOutboundQueue queue;
  int overflows;
  int pressureChanges;

  QueueFixture(int messages, long bytes, Overflow policy) {
    this(Queues.limits(messages, bytes, policy, Duration.ofSeconds(30)));
  }

  QueueFixture(OutboundLimits limits) {
    transport.automatic = false;
    transport.gathered = false;
    queue = Queues.of(transport, limits);
    queue.belongsTo(
        new QueueOwner() {
          @Override
          public void pressureChanged() {
            pressureChanges++;
          }

          @Override
          public void overflowed() {
            overflows++;
          }
        });
  }

  SendOutcome send(String text) {
    return send(OutboundMessage.text(text));
  }

  SendOutcome send(String text, Lane lane) {
    return send(OutboundMessage.text(text).withLane(lane));
  }

  SendOutcome send(OutboundMessage message) {
    return queue.offer(OutboundFrame.whole(message));
  }

  SendOutcome ping(String data) {
    return queue.offer(
        OutboundFrame.ping(ByteBuffer.wrap(data.getBytes(StandardCharsets.US_ASCII))));
  }

  SendOutcome part(String text, boolean first, boolean last) {
    return queue.offer(OutboundFrame.part(OutboundMessage.text(text), first, last));
  }

  /** Publishes as a topic does; the list gets "written", or why not. */
  SendOutcome.Status publish(String text, Lane lane, List<String> fate) {
    return publish(OutboundMessage.text(text).withLane(lane), fate);
  }

  SendOutcome.Status publish(OutboundMessage message, List<String> fate) {
    return queue.publish(
        OutboundFrame.whole(message),
        "topic",
        new Delivery() {
          @Override
          public void written() {
            fate.add("written");
          }

          @Override
          public void lost(Throwable reason) {
            fate.add(String.valueOf(reasonOf(reason)));
          }
        });
  }

  /** Lets the client take all that comes. */
  List<String> drain() {
    while (transport.hasPending()) {
      transport.complete(null);
    }
    return shown();
  }

  /** What was written: the text, or the kind and data of a control frame. */
  List<String> shown() {
    List<String> all = new ArrayList<>();
    for (OutboundFrame frame : List.copyOf(transport.written)) {
      String data = StandardCharsets.UTF_8.decode(frame.message().payload()).toString();
      all.add(frame.control() ? frame.kind() + " " + data : data);
    }
    return all;
  }

  /** Why a send is lost; null where it is written or waits. */
  static @Nullable LossReason loss(SendOutcome outcome) {
    try {
      outcome.completion().toCompletableFuture().getNow(null);
      return null;
    } catch (CompletionException e) {
      return reasonOf(e.getCause());
    }
  }

  private static @Nullable LossReason reasonOf(@Nullable Throwable failure) {
    return failure instanceof NotSentException lost ? lost.reason() : null;
  }
}
