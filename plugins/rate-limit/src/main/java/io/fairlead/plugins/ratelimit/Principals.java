package io.fairlead.plugins.ratelimit;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One allowance for each principal, shared by its connections. Safe for any thread.
 *
 * <p>It outlives the last connection until its buckets are full again, so that reconnecting wins
 * nothing; after that, forgetting it changes nothing. How many such wait is bounded; beyond that
 * the one that has waited longest is forgotten.
 */
final class Principals {

  private final Limits limits;
  private final int maxIdle;
  private final LongSupplier nanos;
  private final Map<PrincipalKey, Shared> active = new HashMap<>();
  private final Map<PrincipalKey, Allowance> idle = new LinkedHashMap<>();

  Principals(Limits limits, int maxIdle, LongSupplier nanos) {
    this.limits = limits;
    this.maxIdle = maxIdle;
    this.nanos = nanos;
  }

  /** Joins; every call needs one {@link #release}. */
  synchronized Allowance acquire(PrincipalKey key) {
    Shared shared = active.get(key);
    if (shared == null) {
      Allowance kept = idle.remove(key);
      shared = new Shared(kept == null ? new Allowance(limits, nanos) : kept);
      active.put(key, shared);
    }
    shared.users++;
    return shared.allowance;
  }

  synchronized void release(PrincipalKey key) {
    Shared shared = active.get(key);
    if (shared == null || --shared.users > 0) {
      return;
    }
    active.remove(key);
    if (!shared.allowance.full()) {
      idle.put(key, shared.allowance);
    }
    forgetOldest();
  }

  /** Forgets all that are full again. */
  synchronized void sweep() {
    idle.values().removeIf(Allowance::full);
  }

  synchronized int size() {
    return active.size() + idle.size();
  }

  private void forgetOldest() {
    Iterator<Allowance> oldest = idle.values().iterator();
    while (oldest.hasNext() && (oldest.next().full() || idle.size() > maxIdle)) {
      oldest.remove();
    }
  }

  private static final class Shared {
    private final Allowance allowance;
    private int users;

    private Shared(Allowance allowance) {
      this.allowance = allowance;
    }
  }
}
