package io.fairlead.core.admission;

import io.fairlead.api.admission.Metadata;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.admission.AdmissionResult.Refused;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** One handshake on its way through the stages. */
final class AdmissionRun {

  /** The logging context's key for the request id. */
  static final String REQUEST = "request";

  private static final Logger LOG = LogManager.getLogger(StagedAdmission.class);

  private final UpgradeRequest request;
  private final NetworkStage networkStage;
  private final SecurityStage securityStage;
  private final SessionStage sessionStage;
  private final long started = System.nanoTime();
  private final long deadline;
  private final CompletableFuture<AdmissionResult> result = new CompletableFuture<>();
  private @Nullable ClientNetwork network;
  private @Nullable DefaultHandshake handshake;
  private Place place = Place.FREE;
  private long examined;
  private volatile boolean cleared;

  AdmissionRun(
      UpgradeRequest request,
      NetworkStage networkStage,
      SecurityStage securityStage,
      SessionStage sessionStage,
      long timeoutNanos) {
    this.request = request;
    this.networkStage = networkStage;
    this.securityStage = securityStage;
    this.sessionStage = sessionStage;
    this.deadline = started + timeoutNanos;
  }

  CompletableFuture<AdmissionResult> result() {
    return result;
  }

  /** The network stage; false where the request is refused already. */
  boolean examine() {
    try {
      network = networkStage.examine(request);
      handshake = DefaultHandshake.of(request, network);
      examined = System.nanoTime();
      return true;
    } catch (MalformedHandshakeException e) {
      refuse(Problem.refused(400, String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      fail(e);
    }
    return false;
  }

  /** The cheap half of the security stage; false where the request is refused already. */
  boolean enter() {
    DefaultHandshake shaken = handshake;
    if (shaken == null) {
      return false;
    }
    Places.Answer answer = securityStage.enter(shaken);
    if (answer instanceof Places.Answer.Full full) {
      refuse(full.refused());
      return false;
    }
    if (answer instanceof Places.Answer.Taken taken) {
      place = taken.place();
      var unused = result.thenAccept(this::abandonIfRefused);
    }
    return true;
  }

  private void abandonIfRefused(AdmissionResult decided) {
    if (decided instanceof Refused) {
      place.abandon();
    }
  }

  /** Goes on elsewhere, under the deadline. */
  void startOn(AdmissionWorkers workers) {
    try {
      Future<?> task = workers.executor().submit(this::decide);
      ScheduledFuture<?> alarm = workers.after(deadline - System.nanoTime(), () -> overdue(task));
      var unused = result.whenComplete((done, fault) -> alarm.cancel(false));
    } catch (RejectedExecutionException e) {
      refuse(StagedAdmission.busy());
    }
  }

  /** The session stage keeps the deadline itself: it lets the client in without the late facts. */
  private void overdue(Future<?> task) {
    if (!cleared) {
      refuse(
          Problem.refused(
              503,
              "The client could not be checked in time; try again shortly.",
              Map.of("Retry-After", "1")));
      task.cancel(true);
    }
  }

  /** The security and the session stage. */
  @SuppressWarnings("try") // the context is there to be closed
  void decide() {
    DefaultHandshake shaken = handshake;
    if (shaken == null) {
      return;
    }
    try (var ignored = CloseableThreadContext.put(REQUEST, shaken.network().requestId())) {
      securityStage
          .decide(shaken)
          .whenComplete(
              (verdict, fault) -> {
                if (fault != null) {
                  fail(fault);
                } else if (verdict instanceof SecurityStage.Verdict.Turned turned) {
                  refuse(turned.refused());
                } else if (verdict instanceof SecurityStage.Verdict.Cleared passed) {
                  enterAs(shaken, passed.client());
                }
              });
    } catch (Throwable e) {
      fail(e);
      if (e instanceof VirtualMachineError error) {
        throw error;
      }
    }
  }

  private void enterAs(DefaultHandshake shaken, ClearedClient client) {
    Optional<Refused> full = place.identify(client);
    if (full.isPresent()) {
      refuse(full.get());
    } else {
      collect(shaken, client);
    }
  }

  private void collect(DefaultHandshake shaken, ClearedClient client) {
    cleared = true;
    long secured = System.nanoTime();
    try {
      sessionStage
          .collect(shaken, client, deadline)
          .whenComplete(
              (metadata, fault) -> {
                if (fault != null) {
                  fail(fault);
                } else {
                  admit(shaken, client, metadata, secured);
                }
              });
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void admit(
      DefaultHandshake shaken, ClearedClient client, Metadata metadata, long secured) {
    StageTimings timings =
        new StageTimings(examined - started, secured - examined, System.nanoTime() - secured);
    LOG.debug(
        "Handshake {} admitted as '{}' by {}: {}",
        shaken.network().requestId(),
        client.identity(),
        client.authenticator(),
        timings);
    result.complete(new Admitted(shaken.network(), client, metadata, timings, place));
  }

  /** Ends the run with a refusal that names the request. */
  void refuse(Refused refused) {
    ClientNetwork known = network;
    if (known == null) {
      result.complete(refused);
      return;
    }
    LOG.debug("Handshake {} refused with status {}", known.requestId(), refused.status());
    result.complete(Problem.identified(refused, known.requestId()));
  }

  private void fail(Throwable fault) {
    Throwable cause = fault.getCause();
    Throwable shown = fault instanceof CompletionException && cause != null ? cause : fault;
    if (shown instanceof RejectedExecutionException) {
      refuse(StagedAdmission.busy());
      return;
    }
    LOG.error("An admission failed, so the client is refused: {}", shown, shown);
    refuse(Problem.refused(500, "The client could not be checked, so it is not let in."));
  }
}
