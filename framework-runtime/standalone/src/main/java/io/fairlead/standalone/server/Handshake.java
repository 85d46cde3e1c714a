package io.fairlead.standalone.server;

import io.fairlead.core.admission.AdmissionResult;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.Place;
import io.fairlead.core.admission.UpgradeRequest;
import io.fairlead.core.http.BadRequestException;
import io.fairlead.core.http.RequestTarget;
import io.fairlead.standalone.http.Reply;
import io.fairlead.standalone.http.Site;
import io.fairlead.standalone.tyrus.UpgradeOffer;
import io.fairlead.standalone.tyrus.Upgraded;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One opening handshake: its form, its path, admission, the endpoint's Configurator, and then the
 * 101 or a refusal. What may run others' code runs off the event loop; nothing is opened before all
 * have agreed and the client is still there.
 */
final class Handshake {

  private static final Logger LOG = LogManager.getLogger(Handshake.class);

  private final ServerParts parts;
  private final HttpFront front;
  private final ChannelHandlerContext context;
  private final Channel channel;
  private final HttpRequest request;
  private final UpgradeOffer offer;

  // below: event loop only
  private boolean settled;
  private final ChannelFutureListener onClose = closed -> cancelDeadline();
  private @Nullable ScheduledFuture<?> deadline;
  private volatile Place place = Place.FREE;

  Handshake(
      ServerParts parts,
      HttpFront front,
      ChannelHandlerContext context,
      HttpRequest request,
      RequestTarget target,
      RequestHeaders.Host host) {
    this.parts = parts;
    this.front = front;
    this.context = context;
    this.channel = context.channel();
    this.request = request;
    this.offer =
        new UpgradeOffer(
            target,
            RequestHeaders.lines(request.headers()),
            host.name(),
            host.port(),
            HttpFront.peer(channel),
            HttpFront.secure(channel));
  }

  /** Starts on the event loop. */
  void start() {
    Reply refusal = HandshakeCheck.refusal(request, offer.hostName(), offer.headers());
    if (refusal == null && !parts.upgrader().matches(offer.target())) {
      refusal = Reply.problem(404, "Not found", "There is no endpoint at this path.");
    }
    if (refusal == null && parts.health().isDraining()) {
      refusal = draining();
    }
    if (refusal != null) {
      settle(refusal);
      return;
    }
    deadline =
        channel
            .eventLoop()
            .schedule(
                () -> settle(HttpFront.unavailable("The admission took too long.")),
                parts.admissionTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(onClose);
    UpgradeRequest upgrade =
        new UpgradeRequest(
            offer.target().path(),
            offer.target().query(),
            offer.headers(),
            offer.peerAddress(),
            offer.secure(),
            Instant.now(),
            offer.target().encodedPath());
    try {
      admit(upgrade);
    } catch (RejectedExecutionException e) {
      settle(draining());
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** Nothing here blocks; what may, in the Configurator of an endpoint, gets a thread. */
  private void admit(UpgradeRequest upgrade) {
    CompletableFuture<AdmissionResult> result =
        parts.admission().admit(upgrade).toCompletableFuture();
    if (!result.isDone()) {
      result.whenCompleteAsync(this::decided, parts.callbacks());
    } else if (parts.upgrader().mayBlock(offer.target())) {
      parts.callbacks().execute(() -> result.whenComplete(this::decided));
    } else {
      result.whenComplete(this::decided);
    }
  }

  private static Reply draining() {
    return HttpFront.unavailable("The server is stopping; try again soon.");
  }

  // --- on any thread ---------------------------------------------------------------------------

  private void decided(@Nullable AdmissionResult result, @Nullable Throwable failure) {
    if (failure != null || result == null) {
      failed(failure);
    } else if (result instanceof Refused refused) {
      settleLater(Reply.of(refused));
    } else if (result instanceof Admitted admitted) {
      hold(admitted.place());
      upgrade(admitted);
    }
  }

  /** Until the channel is closed, or the connection takes it, or the client is refused. */
  private void hold(Place admitted) {
    place = admitted;
    admitted.attend();
    channel.closeFuture().addListener(closed -> admitted.abandon());
  }

  private void upgrade(Admitted admitted) {
    if (!channel.isActive()) {
      return; // the client went away meanwhile: nothing was opened, nothing is to be undone
    }
    try {
      Upgraded upgraded = parts.upgrader().upgrade(offer, admitted, channel);
      if (upgraded instanceof Upgraded.Accepted accepted) {
        channel.eventLoop().execute(() -> accept(accepted));
      } else if (upgraded instanceof Upgraded.Declined declined) {
        settleLater(declined(declined));
      }
    } catch (BadRequestException e) {
      settleLater(Reply.badRequest(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private static Reply declined(Upgraded.Declined declined) {
    int status = declined.status() >= 300 && declined.status() <= 599 ? declined.status() : 500;
    Map<String, String> headers = new LinkedHashMap<>();
    declined.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
    if (status < 400) {
      return Reply.of(status, headers, new byte[0]); // a redirection
    }
    Reply reply =
        Reply.problem(status, "Handshake declined", "The endpoint declined the handshake.");
    headers.keySet().removeIf(name -> name.equalsIgnoreCase("Content-Type"));
    headers.putAll(reply.headers());
    return Reply.of(status, headers, reply.body());
  }

  /** Fails closed: whatever went wrong, the client is not let in. */
  private void failed(@Nullable Throwable failure) {
    LOG.error("a handshake for {} failed", offer.target().path(), failure);
    settleLater(Site.failed());
  }

  // --- on the event loop -----------------------------------------------------------------------

  private void settleLater(Reply reply) {
    channel.eventLoop().execute(() -> settle(reply));
  }

  private void settle(Reply reply) {
    place.abandon();
    if (!settled) {
      settled = true;
      cancelDeadline();
      front.refuse(context, reply);
    }
  }

  private void accept(Upgraded.Accepted accepted) {
    if (settled) {
      place.abandon();
      return;
    }
    if (parts.health().isDraining()) {
      settle(draining());
      return;
    }
    settled = true;
    cancelDeadline();
    if (front.upgrade(context, accepted)) {
      accepted.open();
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
      channel.closeFuture().removeListener(onClose); // it would keep the request for ever
    }
  }
}
