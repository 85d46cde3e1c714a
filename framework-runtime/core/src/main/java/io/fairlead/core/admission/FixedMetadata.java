package io.fairlead.core.admission;

import io.fairlead.api.admission.Metadata;
import java.util.Map;
import java.util.Optional;

/** Metadata that can no longer change. */
final class FixedMetadata implements Metadata {

  private final Map<String, Object> entries;

  FixedMetadata(Map<String, Object> entries) {
    this.entries = Map.copyOf(entries); // smaller than any other
  }

  @Override
  public Optional<Object> get(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  @Override
  public Map<String, Object> asMap() {
    return entries;
  }

  /** Names only: values may be claims. */
  @Override
  public String toString() {
    return "Metadata" + entries.keySet();
  }
}
