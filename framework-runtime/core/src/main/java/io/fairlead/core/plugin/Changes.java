package io.fairlead.core.plugin;

import io.fairlead.core.plugin.PluginReport.Status;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** One change of the plugins at a time, with those that require what changes. */
final class Changes {

  private static final Logger LOG = LogManager.getLogger(Changes.class);

  private final Roster roster;
  private final WorkDirectory work;
  private final Replacement replacement;

  Changes(Roster roster, WorkDirectory work, Replacement replacement) {
    this.roster = roster;
    this.work = work;
    this.replacement = replacement;
  }

  /** A change that can be made. */
  private record Plan(List<Candidate> staying, List<Candidate> coming, List<Candidate> going) {}

  /**
   * Lets one come; the one of its id goes, and those that require that one come anew. Afterwards it
   * has started, is tried, or has failed.
   *
   * @return what is tried; null where it takes all connections at once, or has failed
   */
  @Nullable Canary exchange(Candidate candidate, @Nullable Candidate old, Canary.Terms terms) {
    Plan plan = plan(candidate, old);
    if (plan == null) {
      return null;
    }
    LiveServer.Exchange endpoints = replacement.begin(plan.staying(), plan.coming(), plan.going());
    if (endpoints == null) {
      abandon(candidate, plan.coming());
      return null;
    }
    if (old != null && terms.share() > 0) {
      if (plan.coming().stream().anyMatch(Candidate::worksForConnections)) {
        return tryOut(new Canary(candidate, plan.coming(), plan.going(), endpoints, terms));
      }
      LOG.info(
          "plugin '{}' takes all at once: it has nothing that a share of the connections could try",
          candidate.name());
    }
    replacement.exchange(
        plan.coming(),
        plan.going(),
        endpoints,
        () -> roster.exchanged(plan.coming(), plan.going()));
    tell(plan.coming(), plan.going());
    return null;
  }

  private @Nullable Plan plan(Candidate candidate, @Nullable Candidate old) {
    List<Candidate> going = old == null ? List.of() : roster.withDependants(old);
    List<Candidate> staying = roster.running();
    staying.removeAll(going);
    List<Candidate> coming = new ArrayList<>(List.of(candidate));
    going.stream().filter(each -> each != old).forEach(each -> coming.add(each.again(work.room())));
    List<Candidate> all = new ArrayList<>(staying);
    all.addAll(coming);
    List<Candidate> order = new ArrayList<>(StartOrder.of(all));
    order.retainAll(coming);
    if (order.size() == coming.size()) {
      return new Plan(staying, order, going);
    }
    abandon(candidate, coming);
    return null;
  }

  /** One of them does not start. */
  private void abandon(Candidate candidate, List<Candidate> coming) {
    releaseOthers(coming, candidate);
    coming.stream().filter(Candidate::failed).findFirst().ifPresent(each -> blame(candidate, each));
    if (candidate.started()) { // it would, but another one that needs it does not
      candidate.settle(Status.FAILED, "what requires it does not start with it");
    }
  }

  private void releaseOthers(List<Candidate> coming, Candidate candidate) {
    coming.stream().filter(each -> each != candidate).forEach(replacement::release);
  }

  private static void blame(Candidate candidate, Candidate failed) {
    if (failed != candidate) {
      candidate.settle(
          Status.FAILED,
          "plugin '" + failed.name() + "' requires it and does not start: " + failed.message());
    }
  }

  private static void tell(List<Candidate> coming, List<Candidate> going) {
    for (Candidate each : coming) {
      LOG.info(
          "plugin '{}' {} {} ({})",
          each.name(),
          each.manifest().descriptor().version(),
          going.stream().anyMatch(gone -> gone.name().equals(each.name()))
              ? "has taken the place of " + versionOf(each.name(), going)
              : "started",
          each.jar().getFileName());
    }
  }

  private static String versionOf(String id, List<Candidate> candidates) {
    return candidates.stream()
        .filter(each -> each.name().equals(id))
        .map(each -> each.manifest().descriptor().version())
        .findFirst()
        .orElse("another one");
  }

  /** Lets one go, and those that require it. */
  void remove(Candidate running) {
    List<Candidate> going = roster.withDependants(running);
    List<Candidate> staying = roster.running();
    staying.removeAll(going);
    replacement.make(staying, List.of(), going, () -> roster.stopped(going));
    for (Candidate each : going) {
      if (each != running) {
        each.failUnmet(StartOrder.unmet(running.name(), true));
        LOG.warn("plugin '{}' stopped: it {}", each.name(), each.message());
      }
    }
  }

  /** Gives up what has not started. */
  void release(Candidate candidate) {
    replacement.release(candidate);
  }

  // --- canary ----------------------------------------------------------------------------------

  private Canary tryOut(Canary canary) {
    canary.coming().forEach(each -> each.tried(canary));
    replacement.tryOut(canary);
    for (Candidate each : canary.coming()) {
      roster.dropIdle(other -> other.jar().equals(each.jar()));
      roster.add(each);
    }
    LOG.info(
        "plugin '{}' {} is tried by {} % of the connections, for {} ms; {} works for the others",
        canary.candidate().name(),
        canary.candidate().manifest().descriptor().version(),
        canary.terms().share(),
        canary.terms().time().toMillis(),
        versionOf(canary.candidate().name(), canary.going()));
    return canary;
  }

  /** Lets what is tried take all connections. */
  void promote(Canary canary, String why) {
    String tally = canary.tally();
    canary.end();
    replacement.promote(
        canary,
        () -> {
          canary.coming().forEach(each -> each.settle(Status.STARTED, "started"));
          roster.exchanged(canary.coming(), canary.going());
        });
    LOG.info("plugin '{}' has been tried ({}): {}", canary.candidate().name(), why, tally);
    tell(canary.coming(), canary.going());
  }

  /** Takes back what is tried; the version before works for all connections again. */
  void rollBack(Canary canary, String why) {
    String tally = canary.tally();
    canary.end();
    canary.coming().forEach(roster::forget);
    canary.going().stream()
        .filter(each -> each.name().equals(canary.candidate().name()))
        .forEach(
            each ->
                each.note(
                    canary.candidate().manifest().descriptor().version()
                        + " was rolled back ("
                        + why
                        + "): "
                        + tally));
    String line = "rolled back after a trial (" + why + "): " + tally;
    canary.coming().forEach(each -> each.settle(Status.FAILED, line));
    replacement.rollBack(canary);
    LOG.warn(
        "plugin '{}' {} is {}; {} works for all connections",
        canary.candidate().name(),
        canary.candidate().manifest().descriptor().version(),
        line,
        versionOf(canary.candidate().name(), canary.going()));
  }
}
