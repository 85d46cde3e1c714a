package io.fairlead.core.admission;

import io.fairlead.api.admission.Identity;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.SecuritySettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens and users that are not let in any more, up to a bound. Safe for any thread; a look
 * takes no lock.
 */
public final class RevocationList {

  private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
  private final Map<String, Subject> subjects = new ConcurrentHashMap<>();
  private final int most;
  private final Clock clock;
  private volatile Duration skew = Duration.ZERO;

  private record Subject(long issuedUpTo, Instant until) {}

  /** An empty list. */
  public RevocationList(FairleadConfig config, Clock clock) {
    this.most = config.get(SecuritySettings.REVOCATIONS);
    this.clock = clock;
  }

  /** For how long after its end a token may still be let in; never less than was said before. */
  synchronized void skew(Duration atLeast) {
    if (atLeast.compareTo(skew) > 0) {
      skew = atLeast;
    }
  }

  /**
   * Adds a token.
   *
   * @throws IllegalArgumentException if the id is blank, or the time is past
   * @throws IllegalStateException if the list is full
   */
  public synchronized void addToken(String id, Instant until) {
    check(id, "a token id (jti)", until);
    if (!tokens.containsKey(id)) {
      makeRoom();
    }
    tokens.merge(id, until, RevocationList::later);
  }

  /**
   * Adds all tokens of a user that were issued up to this second.
   *
   * @throws IllegalArgumentException if the name is blank, or the time is past
   * @throws IllegalStateException if the list is full
   */
  public synchronized void addSubject(String name, Instant until) {
    check(name, "a subject", until);
    if (!subjects.containsKey(name)) {
      makeRoom();
    }
    subjects.merge(
        name,
        new Subject(clock.instant().getEpochSecond(), until),
        (one, other) ->
            new Subject(
                Math.max(one.issuedUpTo(), other.issuedUpTo()), later(one.until(), other.until())));
  }

  private void check(String name, String kind, Instant until) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(kind + " must not be blank");
    }
    if (over(until)) {
      throw new IllegalArgumentException(
          "until must be ahead, for it says when the last token concerned expires: " + until);
    }
  }

  private void makeRoom() {
    if (tokens.size() + subjects.size() < most) {
      return;
    }
    tokens.values().removeIf(this::over);
    subjects.values().removeIf(subject -> over(subject.until()));
    if (tokens.size() + subjects.size() >= most) {
      throw new IllegalStateException(
          "no more than "
              + most
              + " revocations are remembered, so this one is not: raise "
              + SecuritySettings.REVOCATIONS.key()
              + ", or replace the key that the tokens are signed with");
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private boolean over(Instant until) {
    return !clock.instant().minus(skew).isBefore(until);
  }

  /** Whether somebody is not let in any more. */
  public boolean refuses(Identity identity) {
    return (!tokens.isEmpty() && refusesToken(identity))
        || (!subjects.isEmpty() && refusesSubject(identity));
  }

  private boolean refusesToken(Identity identity) {
    Instant until = identity.claims().get("jti") instanceof String id ? tokens.get(id) : null;
    return until != null && !over(until);
  }

  private boolean refusesSubject(Identity identity) {
    Subject subject = identity.isAnonymous() ? null : subjects.get(identity.getName());
    if (subject == null || over(subject.until())) {
      return false;
    }
    return !(identity.claims().get("iat") instanceof Number issued)
        || issued.longValue() <= subject.issuedUpTo();
  }

  /** How many are remembered. */
  int size() {
    return tokens.size() + subjects.size();
  }
}
