package io.fairlead.core.outbound;

import io.fairlead.api.connection.LossReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts messages that were not sent, by class and reason. Safe for any thread. */
public final class Losses {

  /** Names are given by programs: a program that makes them up must not fill the heap. */
  private static final int MAX_NAMES = 1_000;

  private static final String OTHER = "other";

  private final ConcurrentMap<String, Map<LossReason, LongAdder>> counts =
      new ConcurrentHashMap<>();

  void count(String messageClass, LossReason reason) {
    Map<LossReason, LongAdder> known = counts.get(messageClass);
    if (known == null) {
      String name = counts.size() < MAX_NAMES ? messageClass : OTHER;
      known = counts.computeIfAbsent(name, key -> counters());
    }
    adder(known, reason).increment();
  }

  private static Map<LossReason, LongAdder> counters() {
    Map<LossReason, LongAdder> all = new EnumMap<>(LossReason.class);
    for (LossReason reason : LossReason.values()) {
      all.put(reason, new LongAdder());
    }
    return all;
  }

  private static LongAdder adder(Map<LossReason, LongAdder> counters, LossReason reason) {
    LongAdder adder = counters.get(reason);
    if (adder == null) {
      throw new IllegalStateException("every reason has a counter");
    }
    return adder;
  }

  /** What was counted since the start, without zeros. */
  public Map<String, Map<LossReason, Long>> totals() {
    Map<String, Map<LossReason, Long>> totals = new TreeMap<>();
    counts.forEach(
        (name, counters) -> {
          Map<LossReason, Long> sums = new EnumMap<>(LossReason.class);
          counters.forEach(
              (reason, adder) -> {
                if (adder.sum() > 0) {
                  sums.put(reason, adder.sum());
                }
              });
          totals.put(name, sums);
        });
    return totals;
  }
}
