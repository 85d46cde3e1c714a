package io.fairlead.core.plugin;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.PluginSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A new version of a plugin, with those that require it, that a share of the connections tries.
 * Judges by the calls that fail. Safe for any thread.
 */
final class Canary {

  /**
   * How it is tried.
   *
   * @param share of the connections, in per cent
   * @param time how long, at least until something has been asked of it
   * @param errors so many failed calls are too many
   * @param errorShare if they are also so many of a hundred
   */
  record Terms(int share, Duration time, int errors, int errorShare) {

    static Terms of(FairleadConfig config) {
      return new Terms(
          config.get(PluginSettings.PLUGIN_CANARY_SHARE),
          config.get(PluginSettings.PLUGIN_CANARY_TIME),
          config.get(PluginSettings.PLUGIN_CANARY_ERRORS),
          config.get(PluginSettings.PLUGIN_CANARY_ERROR_SHARE));
    }

    Terms with(int otherShare, @Nullable Duration otherTime) {
      return new Terms(otherShare, otherTime == null ? time : otherTime, errors, errorShare);
    }
  }

  /** How it ended. */
  enum Verdict {
    /** It does well. */
    PROMOTE,
    /** Too many calls failed. */
    ROLL_BACK,
    /** Somebody else has decided. */
    NONE
  }

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Candidate candidate;
  private final List<Candidate> coming;
  private final List<Candidate> going;
  private final LiveServer.Exchange endpoints;
  private final Terms terms;
  private final Lock lock = new ReentrantLock(); // calls that fail may be on virtual threads
  private final Condition decided = lock.newCondition();
  private final long begin = System.nanoTime();
  private long failures;
  private @Nullable Verdict verdict;

  /**
   * What is tried.
   *
   * @param coming the candidate and those that require it
   * @param going what works for the other connections
   */
  Canary(
      Candidate candidate,
      List<Candidate> coming,
      List<Candidate> going,
      LiveServer.Exchange endpoints,
      Terms terms) {
    this.candidate = candidate;
    this.coming = List.copyOf(coming);
    this.going = List.copyOf(going);
    this.endpoints = endpoints;
    this.terms = terms;
  }

  Candidate candidate() {
    return candidate;
  }

  List<Candidate> coming() {
    return coming;
  }

  List<Candidate> going() {
    return going;
  }

  /** Whether one of some that run takes part, or is required by what is tried. */
  boolean concernsAny(List<Candidate> running) {
    return running.stream()
        .anyMatch(
            each ->
                going.contains(each)
                    || coming.stream().anyMatch(tried -> tried.needs(each.name())));
  }

  LiveServer.Exchange endpoints() {
    return endpoints;
  }

  Terms terms() {
    return terms;
  }

  /** Counts from now on. */
  void watch() {
    coming.stream()
        .flatMap(each -> each.usages().stream())
        .forEach(usage -> usage.onFailure(this::failed));
  }

  private void failed() {
    lock.lock();
    try {
      failures++;
      if (failures >= terms.errors() && failsTooOften()) {
        decide(Verdict.ROLL_BACK);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean failsTooOften() {
    return failures > 0 && failures * 100 >= calls() * terms.errorShare();
  }

  private long calls() {
    long calls =
        coming.stream().flatMap(each -> each.usages().stream()).mapToLong(Usage::calls).sum();
    return Math.max(calls, failures);
  }

  /** Counts no more, and ends {@link #await}. */
  void end() {
    lock.lock();
    try {
      decide(Verdict.NONE);
    } finally {
      lock.unlock();
    }
    coming.stream()
        .flatMap(each -> each.usages().stream())
        .forEach(usage -> usage.onFailure(() -> {}));
  }

  private void decide(Verdict how) {
    if (verdict == null) {
      verdict = how;
      decided.signalAll();
    }
  }

  /** Waits until it has ended. */
  Verdict await() throws InterruptedException {
    lock.lock();
    try {
      long rest = terms.time().toNanos() - (System.nanoTime() - begin);
      while (verdict == null) {
        if (rest > 0) {
          rest = decided.awaitNanos(rest);
        } else if (calls() > 0) {
          decide(failsTooOften() ? Verdict.ROLL_BACK : Verdict.PROMOTE);
        } else { // nobody has asked anything of it yet
          rest = decided.awaitNanos(LOOK.toNanos());
        }
      }
      return verdict;
    } finally {
      lock.unlock();
    }
  }

  /** How it does. */
  String tally() {
    lock.lock();
    try {
      return failures + " of " + calls() + " calls failed";
    } finally {
      lock.unlock();
    }
  }

  /** One line for who looks at it. */
  String progress() {
    long rest = terms.time().toNanos() - (System.nanoTime() - begin);
    return "tried by "
        + terms.share()
        + " % of the connections, "
        + (rest > 0
            ? "for " + TimeUnit.NANOSECONDS.toSeconds(rest) + " s more"
            : "until it is called")
        + "; "
        + tally();
  }
}
