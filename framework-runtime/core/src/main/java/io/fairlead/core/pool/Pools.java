package io.fairlead.core.pool;

import io.fairlead.api.connection.PoolUsage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The gauges of everything that is bounded for all connections together. Safe for any thread. */
public final class Pools {

  private final List<Supplier<Map<String, PoolUsage>>> gauges = new CopyOnWriteArrayList<>();

  /**
   * Adds a gauge of several pools.
   *
   * @param gauge cheap, does not block, does not throw
   */
  public void add(Supplier<Map<String, PoolUsage>> gauge) {
    gauges.add(gauge);
  }

  /** Adds a gauge. */
  public void add(String name, Supplier<PoolUsage> gauge) {
    add(() -> Map.of(name, gauge.get()));
  }

  /** How full they are, by name. */
  public Map<String, PoolUsage> usage() {
    Map<String, PoolUsage> all = new TreeMap<>();
    gauges.forEach(gauge -> all.putAll(gauge.get()));
    return all;
  }
}
