package io.fairlead.core.admission;

import io.fairlead.api.admission.Metadata;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.api.plugin.MetadataContributor;
import io.fairlead.core.plugin.Contributed;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.ErrorChain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The third stage: what is known about a client that was let in. Contributors work side by side;
 * one that fails or is late is left out with a warning, and the client is let in without it.
 */
final class SessionStage {

  private static final Logger LOG = LogManager.getLogger(SessionStage.class);
  private static final String RESERVED = "fairlead.";

  private final ContributionRegistry contributions;
  private final AdmissionWorkers workers;
  private final ErrorChain errors;

  SessionStage(ContributionRegistry contributions, AdmissionWorkers workers) {
    this.contributions = contributions;
    this.workers = workers;
    this.errors = new ErrorChain(contributions, null);
  }

  /**
   * Collects; the stage never fails and is done by the deadline.
   *
   * @param deadline in the terms of {@link System#nanoTime}
   */
  CompletionStage<Metadata> collect(
      DefaultHandshake handshake, SecurityContext security, long deadline) {
    Map<String, Object> own = frameworkEntries(handshake.network(), security);
    List<Contributed<MetadataContributor>> asked = contributions.all(MetadataContributor.class);
    if (asked.isEmpty()) {
      return CompletableFuture.completedFuture(new FixedMetadata(own));
    }
    List<Asked> all = asked.stream().map(target -> ask(target, handshake, security)).toList();
    CompletableFuture<Void> finished =
        CompletableFuture.allOf(all.stream().map(Asked::settled).toArray(CompletableFuture[]::new));
    ScheduledFuture<?> alarm =
        workers.after(deadline - System.nanoTime(), () -> finished.complete(null));
    return finished.thenApply(
        nothing -> {
          alarm.cancel(false);
          return merged(own, all);
        });
  }

  private static Map<String, Object> frameworkEntries(
      ClientNetwork network, SecurityContext security) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(Metadata.REQUEST_ID, network.requestId());
    network.clientAddress().ifPresent(address -> entries.put(Metadata.CLIENT_ADDRESS, address));
    entries.put(Metadata.ARRIVED_AT, network.arrivedAt());
    network.traceparent().ifPresent(parent -> entries.put(Metadata.TRACEPARENT, parent));
    entries.put(Metadata.CLAIMS, security.identity().claims());
    return entries;
  }

  /** A contributor at work. */
  private record Asked(
      Contributed<MetadataContributor> target,
      CompletableFuture<Map<String, Object>> facts,
      Future<?> task) {

    /** Done when the facts are there or have failed; never fails itself. */
    CompletableFuture<Void> settled() {
      return facts.handle((map, fault) -> null);
    }
  }

  private Asked ask(
      Contributed<MetadataContributor> target,
      DefaultHandshake handshake,
      SecurityContext security) {
    CompletableFuture<Map<String, Object>> facts = new CompletableFuture<>();
    Future<?> task = CompletableFuture.completedFuture(null);
    try {
      task = workers.executor().submit(() -> work(target, handshake, security, facts));
    } catch (RejectedExecutionException e) {
      LOG.warn("Too busy to ask '{}' for metadata; going on without it", target.owner());
      facts.completeExceptionally(e);
    }
    return new Asked(target, facts, task);
  }

  @SuppressWarnings("try") // the context is there to be closed
  private static void work(
      Contributed<MetadataContributor> target,
      DefaultHandshake handshake,
      SecurityContext security,
      CompletableFuture<Map<String, Object>> facts) {
    try (var ignored =
        CloseableThreadContext.put(AdmissionRun.REQUEST, handshake.network().requestId())) {
      var unused =
          GuardedCall.<MetadataContributor, Map<String, Object>, Map<String, Object>>make(
                  target,
                  contributor -> contributor.contribute(handshake, security),
                  LinkedHashMap::new)
              .whenComplete(
                  (map, fault) -> {
                    if (fault == null) {
                      facts.complete(map);
                    } else {
                      facts.completeExceptionally(fault);
                    }
                  });
    } catch (VirtualMachineError e) {
      facts.completeExceptionally(e);
      throw e;
    }
  }

  private Metadata merged(Map<String, Object> own, List<Asked> all) {
    Map<String, Object> entries = own;
    for (Asked each : all) {
      if (!each.facts().isDone()) {
        each.task().cancel(true);
        LOG.warn(
            "{} of plugin '{}' gave its metadata too late; the client is let in without it",
            each.target().contribution().getClass().getName(),
            each.target().owner());
        tell(Source.TIMEOUT, each, new TimeoutException("no metadata by the admission deadline"));
      } else if (!each.facts().isCompletedExceptionally()) {
        add(entries, each.target().owner(), each.facts().join());
      } else {
        each.facts().whenComplete((none, fault) -> tell(Source.HOOK, each, fault));
      }
    }
    return new FixedMetadata(entries);
  }

  /** The client does not wait for error handlers. */
  private void tell(Source source, Asked asked, Throwable fault) {
    try {
      workers.executor().execute(() -> errors.decided(source, null, asked.target().owner(), fault));
    } catch (RejectedExecutionException e) {
      LOG.debug("no thread is free to tell of it", e);
    }
  }

  private static void add(Map<String, Object> entries, String owner, Map<String, Object> facts) {
    List<String> refused = new ArrayList<>();
    facts.forEach(
        (name, value) -> {
          if (name == null || value == null || name.startsWith(RESERVED)) {
            refused.add(String.valueOf(name));
          } else if (entries.putIfAbsent(name, value) != null) {
            LOG.debug("Metadata '{}' of plugin '{}' is there already", name, owner);
          }
        });
    if (!refused.isEmpty()) {
      LOG.warn(
          "Metadata {} of plugin '{}' is left out: names must not start with {} and values must not"
              + " be null",
          refused,
          owner,
          RESERVED);
    }
  }
}
